import pytest

from crawler.model.yaml_file import ConfigError


def faults_of(read, *arguments):
    with pytest.raises(ConfigError) as caught:
        read(*arguments)
    return caught.value.faults
