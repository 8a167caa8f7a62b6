"""Where a package stands in the chain of its sender: next, waiting behind a gap, a duplicate, a replay or a fork (回执链)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exports.package.manifest import Manifest
from exports.package.refusals import PackageRefused, Refusal


@dataclass(frozen=True, slots=True)
class Link:
    """A package of the chain.

    Attributes:
        digest: Hash of its manifest.
        previous: Digest of the one before it.
    """

    digest: str
    previous: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What is known of the packages from one sender to us.

    Attributes:
        first: Sequence number agreed for the first package (at enrolment).
        taken: Packages taken in, by sequence number.
        waiting: Packages that wait behind a gap.
        withdrawn: Digests of packages the sender withdrew before we had them, by sequence number.
    """

    first: int = 1
    taken: Mapping[int, Link] = field(default_factory=dict)
    waiting: Mapping[int, Link] = field(default_factory=dict)
    withdrawn: Mapping[int, str] = field(default_factory=dict)

    def missing_before(self, sequence: int) -> tuple[int, ...]:
        """Return the numbers below `sequence` that are neither taken, nor waiting, nor withdrawn."""
        known = self.taken.keys() | self.waiting.keys() | self.withdrawn.keys()
        return tuple(number for number in range(self.first, sequence) if number not in known)

    def missing(self) -> tuple[int, ...]:
        """Return every number that is waited for; they are named in the receipt."""
        return self.missing_before(max((*self.taken, *self.waiting), default=self.first))

    def with_withdrawn(self, manifest: Manifest) -> "Chain":
        """Return the chain with what a package says was withdrawn; what we have taken in stays taken."""
        said = {gone.sequence: gone.package for gone in manifest.withdrawn if gone.sequence not in self.taken}
        return Chain(self.first, self.taken, self.waiting, {**self.withdrawn, **said})


def check_standing(chain: Chain, manifest: Manifest, digest: str) -> None:
    """Let a package pass only when it is the next one.

    Args:
        chain: What is known so far.
        manifest: Of the package.
        digest: Hash of its manifest.

    Raises:
        PackageRefused: ``duplicate``, ``replay``, ``withdrawn``, ``fork``; ``gap`` when it has to wait for others.
    """
    sequence = manifest.sequence
    chain = chain.with_withdrawn(manifest)
    if sequence < chain.first:
        raise PackageRefused(Refusal.REPLAY)
    held = chain.taken.get(sequence)
    if held is not None:
        raise PackageRefused(Refusal.DUPLICATE if held.digest == digest else Refusal.FORK)
    gone = chain.withdrawn.get(sequence)
    if gone is not None:
        raise PackageRefused(Refusal.WITHDRAWN if gone == digest else Refusal.FORK)
    waits = chain.waiting.get(sequence)
    if waits is not None and waits.digest != digest:
        raise PackageRefused(Refusal.FORK)
    _check_neighbours(chain, manifest, digest)
    if chain.missing_before(sequence) or any(chain.first <= number < sequence for number in chain.waiting):
        raise PackageRefused(Refusal.GAP)


def _check_neighbours(chain: Chain, manifest: Manifest, digest: str) -> None:
    """Compare the hashes of what stands directly before and after, as far as it is here."""
    sequence = manifest.sequence
    before = chain.taken.get(sequence - 1) or chain.waiting.get(sequence - 1)
    expected = before.digest if before else chain.withdrawn.get(sequence - 1)
    after = chain.taken.get(sequence + 1) or chain.waiting.get(sequence + 1)
    if sequence > chain.first and expected is not None and manifest.previous != expected:
        raise PackageRefused(Refusal.FORK)
    if after is not None and after.previous != digest:
        raise PackageRefused(Refusal.FORK)
