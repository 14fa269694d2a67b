"""The page of licences names what the image ships."""

from tests.licences import PAGE, shipped


def test_every_package_of_the_image_is_on_the_page_with_its_version():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = {tuple(cell.strip() for cell in line.split("|")[1:4]) for line in lines if line.startswith("| ")}
    assert {(name, version) for name, version, licence in rows if licence and name != "Package"} == set(
        shipped().items()
    )
