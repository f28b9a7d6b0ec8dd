from hedging.evaluate import environment as module
from hedging.evaluate.environment import environment


def test_versions_are_named(monkeypatch):
    versions = environment()["versions"]
    assert versions["numpy"][0].isdigit()

    def version(library):
        raise module.metadata.PackageNotFoundError(library)

    monkeypatch.setattr(module.metadata, "version", version)
    assert environment()["versions"] == dict.fromkeys(versions, "not installed")
