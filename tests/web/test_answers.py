"""What every answer keeps to."""

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.mark.parametrize("path", ["/m/changzhou-2020", "/desk/changzhou-2020", "/check-in/changzhou-2020"])
def test_a_missing_slash_is_put_right_without_trusting_the_host(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?q=%E5%BC%A0", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.headers["Location"]) == (308, f"{path}/?q=%E5%BC%A0")


def test_a_path_of_two_slashes_leads_to_no_other_host(client: FlaskClient) -> None:
    answer = client.get("//evil.example/m/x", headers={"Host": "evil.example"})

    assert not answer.headers.get("Location", "").startswith(("http", "//"))
