"""Where a desk's servers keep their data."""

import shutil

from feedback_desk.runtime import paths


def key(state):
    return paths.key_of(state, paths.mark_of(state))


def test_a_desk_finds_its_servers_again(tmp_path):
    assert key(tmp_path) == key(tmp_path)


def test_a_new_clone_where_an_old_one_was_is_a_new_desk(tmp_path):
    state = tmp_path / "desk" / ".local"
    state.mkdir(parents=True)
    before = key(state)
    shutil.rmtree(tmp_path / "desk")
    state.mkdir(parents=True)
    assert key(state) != before


def test_a_copied_checkout_gets_servers_of_its_own(tmp_path):
    (tmp_path / "one").mkdir()
    before = key(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    assert key(tmp_path / "two") != before


def test_a_deep_folder_still_gets_a_socket_path_that_the_kernel_takes(tmp_path):
    deep = tmp_path / ("long-name-" * 12)
    places = paths.Places(state=deep, servers=deep)
    assert len(bytes(places.valkey_socket)) <= paths.LONGEST_SOCKET_PATH
