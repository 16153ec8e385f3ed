"""Nothing is changed from another site, no page takes anything from elsewhere, and no foreign name leads here."""

import re

import pytest

PAGES = ("/", "/files", "/scenarios", "/help", "/log", "/login", "/no/such/page")


def test_every_answer_forbids_scripts_and_styles_that_are_not_files_of_the_site(site):
    browser = site()
    for path in (*PAGES, "/api/openapi.json", "/api/no-such-thing"):
        said = browser.look(path).headers
        policy = dict(part.strip().split(" ", 1) for part in said["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'", path
        assert policy["frame-ancestors"] == "'self'"
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == "no-referrer"
        assert said["cross-origin-opener-policy"] == "same-origin"
        assert "no-store" in said["cache-control"]


def test_no_page_holds_a_script_or_style_of_its_own_or_an_address_elsewhere(site):
    browser = site()
    for path in PAGES:
        text = browser.look(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|hx-on|hx-vals=.js:", text), path
        assert all(re.match(r'<script src="/assets/', one) for one in re.findall(r"<script[^>]*>", text)), path
        assert not re.findall(r'(?:href|src|action|hx-\w+)="(?:https?:)?//', text), path


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8765", "192.168.1.7:8765", "", "[::2]:8765"]
)
def test_a_name_of_somebody_else_that_leads_here_is_refused(site, host):
    browser = site()
    assert browser.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST"])
def test_the_names_of_this_machine_are_known(site, host):
    assert site().get("/", headers={"host": host}).status_code == 200


def test_where_others_come_its_name_and_addresses_are_known_and_other_names_are_not(site):
    browser = site(host="0.0.0.0", token="t" * 20, names=("plan.city.example",))
    for host, status in (("plan.city.example", 200), ("192.168.1.7:8765", 200), ("evil.example", 421)):
        assert browser.get("/login", headers={"host": host}).status_code == status


FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:9999"},
    {"origin": "https://127.0.0.1:8765"},
    {"X-CSRF-Token": ""},
    {"X-CSRF-Token": "0" * 64},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_change_that_another_site_made_the_browser_send_is_refused(site, headers):
    browser = site()
    browser.look("/")
    assert browser.change("/language/ru").status_code == 200
    assert browser.change("/language/ru", headers=headers).status_code == 403


def test_the_token_of_one_browser_is_none_of_another(site):
    one = site()
    other = one.another()
    one.look("/")
    other.look("/")
    assert other.change("/language/ru").status_code == 200
    assert other.change("/language/ru", headers={"X-CSRF-Token": one.token}).status_code == 403


def test_a_script_without_a_cookie_says_that_it_is_one(site):
    script = site()
    assert script.post("/language/ru").status_code == 403
    assert script.post("/language/ru", headers={"X-Evplan": "1"}).status_code == 200
    assert script.post("/language/ru", headers={"X-Evplan": "1", "origin": "http://evil.example"}).status_code == 403


def test_a_page_stays_good_when_the_server_begins_again(site):
    browser = site()
    browser.look("/")
    again = site()
    again.cookies = browser.cookies
    again.token = browser.token
    assert again.change("/language/kk").status_code == 200
