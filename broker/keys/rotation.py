"""Owns the steps by which a ring's keys follow one another: announce, use, retire, and the emergency removal.

Each step changes files so that a process that reads in between, or a step cut short, finds a ring that works.
"""

from broker.core.refusals.rotation import (
    KeyAlreadyAnnounced,
    KeyNotAnnounced,
    KeyNothingToRetire,
    KeyStillRetiring,
)
from broker.keys.key_files import (
    alone_in,
    link_private_file,
    move_private_file,
    remove_private_file,
    write_private_file,
)
from broker.keys.key_ring import Key, KeyRing, KeyState


def announce(ring: KeyRing[Key]) -> None:
    """Make the key that is to sign next, so that others can learn it; refused where one is announced already."""
    content = ring.form.make()
    with alone_in(ring.folder):
        try:
            write_private_file(ring.path(KeyState.ANNOUNCED), content, replacing=False)
        except FileExistsError:
            raise KeyAlreadyAnnounced(received=ring.name) from None


def use(ring: KeyRing[Key]) -> None:
    """Sign with the announced key from now on; the one that signed stays published until it is retired."""
    current, announced, former = (ring.path(state) for state in KeyState)
    with alone_in(ring.folder):
        if not announced.exists():
            raise KeyNotAnnounced(received=ring.name)
        if former.exists() and not was_cut_short(ring):
            raise KeyStillRetiring(received=ring.name)
        if not former.exists() and current.exists():
            link_private_file(current, former)
        move_private_file(announced, current)


def retire(ring: KeyRing[Key]) -> None:
    """Publish the former key no longer, and remove it: what it signed counts no more."""
    with alone_in(ring.folder):
        if not ring.path(KeyState.FORMER).exists() or was_cut_short(ring):
            raise KeyNothingToRetire(received=ring.name)
        remove_private_file(ring.path(KeyState.FORMER))


def remove_current(ring: KeyRing[Key]) -> bool:
    """Remove the key that signs, at once: the announced one takes its place (True), or a new one (False)."""
    current, announced, former = (ring.path(state) for state in KeyState)
    with alone_in(ring.folder):
        if was_cut_short(ring):  # the key to remove has a second name
            remove_private_file(former)
        if announced.exists():
            move_private_file(announced, current)
            return True
        write_private_file(current, ring.form.make(), replacing=True)
        return False


def withdraw(ring: KeyRing[Key]) -> None:
    """Remove the announced key before it ever signed."""
    with alone_in(ring.folder):
        if not ring.path(KeyState.ANNOUNCED).exists():
            raise KeyNotAnnounced(received=ring.name)
        remove_private_file(ring.path(KeyState.ANNOUNCED))


def was_cut_short(ring: KeyRing[Key]) -> bool:
    """Tell whether `use` was interrupted: it gives the current key its second name first."""
    current, former = ring.path(KeyState.CURRENT), ring.path(KeyState.FORMER)
    return current.exists() and former.exists() and current.samefile(former)
