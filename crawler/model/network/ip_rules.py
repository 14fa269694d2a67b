"""Rules that refuse connections to private, loopback, link-local, metadata and reserved IP addresses.

Pure functions; no I/O.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from crawler.model.details.fetching import AddressDetail
from crawler.model.reason import Reason

# Refused with any configuration: link-local, and cloud metadata services (AWS, GCP, Azure, Alibaba, Oracle).
_NEVER = [
    ip_network(net)
    for net in (
        "169.254.0.0/16",
        "fe80::/10",
        "100.100.100.200/32",
        "192.0.0.192/32",
        "168.63.129.16/32",
        "fd00:ec2::/32",
        "fd20:ce::/32",
    )
]
# Reserved blocks that `ipaddress` lacks in some Python versions (IANA special-purpose address registries).
_RESERVED = [ip_network(net) for net in ("192.0.0.0/24", "240.0.0.0/4", "3fff::/20", "2001::/23", "2001:db8::/32")]
_SHARED = ip_network("100.64.0.0/10")
_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ip_network("2002::/16")


def refusal(host: str, trusted: bool = False) -> Reason | None:
    """Return the reason why a connection to an IP address is refused, or None if it is allowed.

    If `host` is a name instead of an IP address, a reason is returned as well. `trusted` allows private and loopback
    addresses, but never multicast, unspecified, link-local or metadata addresses. For an IPv6 address that contains an
    IPv4 address (mapped, 6to4, Teredo, NAT64), the rules for the IPv4 address apply too.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return AddressDetail.NOT_AN_ADDRESS.of(host=host)
    for carried in (address, *_carried(address)):
        kind = _kind(carried, trusted)
        if kind:
            return kind.of(host=host)
    return None


def refusal_of_source(host: str, trusted: bool) -> Reason | None:
    """Return the reason why a source may not connect to an IP address, or None if it may.

    In contrast to `refusal`, the reason mentions the source's option `trusted` if this option is not set.
    """
    why = refusal(host, trusted)
    return why if why is None or trusted else AddressDetail.NOT_TRUSTED.of(cause=why)


def is_local(host: str) -> bool:
    """Return whether a host is named `localhost`, or is a literal private or loopback IP address."""
    name = host.lower().rstrip(".")
    why = refusal(name)
    return name == "localhost" or (why is not None and why.code != AddressDetail.NOT_AN_ADDRESS)


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(address, IPv4Address):
        return []
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [carried for carried in inside if carried is not None]


def _kind(address: IPv4Address | IPv6Address, trusted: bool) -> AddressDetail | None:
    if any(address in net for net in _NEVER if net.version == address.version):
        return AddressDetail.METADATA
    if address.is_unspecified or address.is_multicast:
        return AddressDetail.NO_SERVER
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address in _NAT64 or address in _SIX_TO_FOUR):
        return None  # judged by the IPv4 address that it contains
    if address.is_loopback:
        return None if trusted else AddressDetail.LOOPBACK
    if any(address in net for net in _RESERVED if net.version == address.version):
        return AddressDetail.RESERVED
    if address.is_private or address in _SHARED:
        return None if trusted else AddressDetail.PRIVATE
    routed = address.is_global and (isinstance(address, IPv4Address) or address in _UNICAST)
    return None if routed else AddressDetail.RESERVED
