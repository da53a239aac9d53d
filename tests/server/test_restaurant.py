"""Restaurant files and the first start: what is wrong in a file is said with file and key; passwords are safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from kds import paths
from kds.errors import ServerError
from kds.server.restaurant import read_restaurant
from tests.server.conftest import StartServer
from tests.server.world import Server, app_of


def test_the_demo_has_a_menu_worth_ordering() -> None:
    """The demo restaurant has at least 40 products, on one endpoint, on two, and on none."""
    restaurant = read_restaurant("demo")
    routes = [len(product.endpoints) for product in restaurant.products]
    assert len(routes) >= 40
    assert {0, 1, 2} <= set(routes)
    assert any(product.allergens for product in restaurant.products)
    assert {product.course for product in restaurant.products} >= {None, 1, 2, 3}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name = ", "not valid TOML"),
        ('title = "x"', "name is missing"),
        ('name = "x"\nendpoint = []', "endpoint is not a known key; did you mean endpoints?"),
        (
            'name = "x"\n[[zones]]\nname = "Z"\ntable = ["T1"]',
            "zones[0].table is not a known key; did you mean tables?",
        ),
        ('name = "x"\n[[devices]]\nname = "D"\nenvironment = "Oven"', "devices[0].environment"),
        ('name = "x"\n[[users]]\nuser = "a"\nname = "A"\nroles = ["r"]', "users[0].roles names r, which is no role"),
        ('name = "x"\n[[zones]]\nname = "Z"\n[[zones]]\nname = "Z"', "zones has Z twice"),
        (
            'name = "x"\n[[products]]\ncode = 1\nstock = "S"\nname = "P"\ncategory = "C"\nprice = 1\nvat = 5\nendpoints = ["E"]',
            "products[0].endpoints names E, which is no endpoint",
        ),
        (
            'name = "x"\n[[products]]\ncode = 0\nstock = "S"\nname = "P"\ncategory = "C"\nprice = 1\nvat = 5',
            "products[0].code",
        ),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, content: str, words: str) -> None:
    """A mistake in a restaurant file is one sentence with file and key, and the nearest known key."""
    file = tmp_path / "mine.toml"
    file.write_text(content)
    with pytest.raises(ServerError) as raised:
        read_restaurant(str(file))
    assert str(file) in str(raised.value)
    assert words in str(raised.value)


def test_an_unknown_restaurant_names_the_shipped_ones(tmp_path: Path) -> None:
    """An unknown name lists what is shipped; a file that is not there is named."""
    with pytest.raises(ServerError, match="shipped are: demo"):
        read_restaurant("bistro")
    with pytest.raises(ServerError, match="can't be read"):
        read_restaurant(str(tmp_path / "none.toml"))


def test_a_wrong_file_leaves_no_half_filled_database(tmp_path: Path) -> None:
    """A first start that failed can be repeated with a right file on the same database."""
    database = str(tmp_path / "server.sqlite3")
    with pytest.raises(ServerError):
        app_of(database=database, restaurant="bistro")
    app_of(database=database).state.installation.database.close()


class Announced:
    """Remembers the passwords that a start announced."""

    def __init__(self) -> None:
        self.passwords: dict[str, str] = {}

    def __call__(self, passwords: object) -> None:
        assert isinstance(passwords, dict)
        self.passwords |= passwords


def test_demo_passwords_work_on_this_machine_only(tmp_path: Path, start: StartServer) -> None:
    """On another address the first start makes random passwords and says them once; the printed ones stop working."""
    database = str(tmp_path / "server.sqlite3")
    announced = Announced()
    first = start(database=database, announce_passwords=announced)
    assert announced.passwords == {}
    assert first.try_login("anna", "1111", "P01").status_code == 200
    first.app.state.installation.database.close()
    opened = start(database=database, host="0.0.0.0", announce_passwords=announced)
    assert set(announced.passwords) == {"anna", "cook", "expo", "view", "chef"}
    assert opened.try_login("anna", "1111", "P01").status_code == 401
    assert opened.try_login("anna", announced.passwords["anna"], "P01").status_code == 200
    opened.app.state.installation.database.close()
    again = Announced()
    closed = start(database=database, announce_passwords=again)
    assert again.passwords == {}
    assert closed.try_login("anna", announced.passwords["anna"], "P01").status_code == 200


def test_a_user_without_password_gets_one(tmp_path: Path, start: StartServer) -> None:
    """A restaurant of one's own may leave passwords out; the first start makes and announces them."""
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\n[[devices]]\nname = "D"\nenvironment = "Tool"\n'
        '[[users]]\nuser = "eve"\nname = "Eve"\n[[users]]\nuser = "bob"\nname = "Bob"\npassword = "own"\n'
    )
    announced = Announced()
    server: Server = start(restaurant=str(file), host="::", announce_passwords=announced)
    assert set(announced.passwords) == {"eve"}
    assert server.try_login("eve", announced.passwords["eve"], "D").status_code == 200
    assert server.try_login("bob", "own", "D").status_code == 200


def test_shipped_restaurants_are_plain_files() -> None:
    """The folder of shipped restaurants holds the demo as a file that others may read."""
    assert (paths.shipped_restaurants() / "demo.toml").is_file()
