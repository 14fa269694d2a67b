import pytest


@pytest.fixture
def file(tmp_path):
    def write(text, name="sources.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
