import logging

import pytest

from crawler.model.yaml_file import ConfigError, Fault
from monitor.config.watcher import STILL_S, ConfigWatcher, Debounce, stamp

A, B, C = (frozenset({("f", number, 1, 1)}) for number in range(3))


class TestDebounce:
    def test_files_that_change_are_read_when_they_have_been_still(self):
        debounce = Debounce(A)
        seen = [(A, 0), (B, 1), (B, 2), (C, 3), (C, 4), (C, 5), (C, 6)]
        assert [debounce.is_due(latest, float(second)) for latest, second in seen] == [
            *[False] * 5,
            True,
            False,
        ]

    def test_files_that_are_as_they_were_are_not_read(self):
        debounce = Debounce(A)
        assert not any(debounce.is_due(latest, place * STILL_S) for place, latest in enumerate([B, A, A, B, A, A]))


class TestStamp:
    def test_each_file_of_the_configuration_counts_and_no_other(self, tmp_path):
        (tmp_path / "templates").mkdir()
        (tmp_path / "subscriptions").mkdir()
        (tmp_path / "sources" / "city").mkdir(parents=True)
        seen = {stamp(tmp_path)}
        for name in (
            "noticewatch.yaml",
            "sources/city/a.yaml",
            "templates/title.j2",
            "subscriptions/a.yaml",
            "synonyms.yaml",
        ):
            (tmp_path / name).write_text("[]")
            assert stamp(tmp_path) not in seen
            seen.add(stamp(tmp_path))
        (tmp_path / "noticewatch.db").write_text("x")
        (tmp_path / "sources" / ".a.yaml.swp").write_text("x")
        assert stamp(tmp_path) in seen
        (tmp_path / "synonyms.yaml").unlink()
        assert len(stamp(tmp_path)) == 4

    def test_a_folder_that_is_gone_has_no_files(self, tmp_path):
        assert stamp(tmp_path / "nowhere") == frozenset()


class TestConfigWatcher:
    def test_it_is_read_at_once_when_somebody_asks(self, tmp_path):
        watcher = ConfigWatcher(tmp_path, lambda: "another")
        assert not watcher.is_due(0.0)
        watcher.request()
        assert watcher.is_due(0.0)
        assert watcher.read() == "another"
        assert not watcher.is_due(0.0)

    def test_all_faults_are_one_warning(self, tmp_path, caplog):
        def load():
            raise ConfigError([Fault("a.yaml", 3, "[0].id", "wrong"), Fault("b.yaml", None, "", "gone")])

        with caplog.at_level(logging.WARNING):
            assert ConfigWatcher(tmp_path, load).read() is None
        assert [record.getMessage() for record in caplog.records] == [
            "invalid configuration; still using the previous one: a.yaml:3: [0].id: wrong; b.yaml: gone"
        ]

    def test_any_other_error_is_not_hidden(self, tmp_path):
        def load():
            raise RuntimeError

        with pytest.raises(RuntimeError):
            ConfigWatcher(tmp_path, load).read()
