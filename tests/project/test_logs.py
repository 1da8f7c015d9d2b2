"""The secret in an address stands in no log."""

from types import SimpleNamespace

from gunicorn.config import Config

from kam_crm.logs import AccessLog, hidden


def test_it_hides_the_secret_and_leaves_the_rest():
    assert hidden("GET /sign/aB3-_x/document/?a=1 HTTP/1.1") == "GET /sign/…/document/?a=1 HTTP/1.1"
    assert hidden("/contracts/7/sign/") == "/contracts/7/sign/"


def test_no_part_of_the_web_servers_line_holds_it():
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": "/sign/s3cret/", "PATH_INFO": "/sign/s3cret/"}
    environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "HTTP_REFERER": "http://kam.example/sign/s3cret/"}
    answer = SimpleNamespace(status="200 OK", headers=[], sent=1)
    asked = SimpleNamespace(headers=[("REFERER", "http://kam.example/sign/s3cret/")])
    atoms = AccessLog(Config()).atoms(answer, asked, environ, SimpleNamespace(seconds=0, microseconds=1))
    assert atoms["r"] == "GET /sign/…/ HTTP/1.1"
    assert "s3cret" not in repr(atoms)
