"""Rules that refuse connections to private, loopback, link-local, metadata and reserved IP addresses.

Pure functions; no I/O.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

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


def refusal(host: str, trusted: bool = False) -> str | None:
    """Return the reason why a connection to the literal IP address `host` is refused, or None if it is allowed.

    `trusted` allows private and loopback addresses, but never multicast, unspecified, link-local or metadata addresses.
    For an IPv6 address that contains an IPv4 address (mapped, 6to4, Teredo, NAT64), the rules for the IPv4 address
    apply.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return f"{host} is not an IP address"
    for carried in (address, *_carried(address)):
        kind = _kind(carried, trusted)
        if kind:
            return f"{host} is {kind}"
    return None


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(address, IPv4Address):
        return []
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [carried for carried in inside if carried is not None]


def _kind(address: IPv4Address | IPv6Address, trusted: bool) -> str | None:
    if any(address in net for net in _NEVER if net.version == address.version):
        return "a link-local or metadata address"
    if address.is_unspecified or address.is_multicast:
        return "no address of a server"
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address in _NAT64 or address in _SIX_TO_FOUR):
        return None  # judged by the IPv4 address that it contains
    if address.is_loopback:
        return None if trusted else "a loopback address"
    if any(address in net for net in _RESERVED if net.version == address.version):
        return "a reserved address"
    if address.is_private or address in _SHARED:
        return None if trusted else "a private address"
    routed = address.is_global and (isinstance(address, IPv4Address) or address in _UNICAST)
    return None if routed else "a reserved address"
