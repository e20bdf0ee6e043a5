"""From where a request comes."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app, request

__all__ = ["client_address"]


def client_address() -> str:
    """Return the network address of who asks; of IPv6 only the network, for each customer has one of their own.

    What a request says of itself counts only where the site stands behind so many proxies of its own:
    each adds the address that it was asked from, and what stands before those may be forged.
    """
    hops = [hop.strip() for line in request.headers.getlist("X-Forwarded-For") for hop in line.split(",")]
    proxies = current_app.config["PROXIES"]
    told = hops[-proxies] if 0 < proxies <= len(hops) else request.remote_addr
    try:
        address = ip_address(told or "")
    except ValueError:
        return request.remote_addr or ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False).network_address)
    return str(address)
