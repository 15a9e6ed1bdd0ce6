internal import Basics
internal import CMicroHTTPD
internal import Glibc

/// A socket that listens.
struct ListeningSocket {
    let descriptor: Int32
    /// The port, also where the system chose it.
    let port: Int

    /// Opens a socket and listens; what waits to be accepted is at most `backlog` connections.
    init(on address: ListenAddress, backlog: Int32 = 1024) throws(ServerError) {
        let family = address.isVersion6 ? AF_INET6 : AF_INET
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw Self.failure(address, SystemError.current) }
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard Self.bind(descriptor, to: address) == 0, listen(descriptor, backlog) == 0 else {
            let error = SystemError.current
            Glibc.close(descriptor)
            throw Self.failure(address, error)
        }
        self.descriptor = descriptor
        port = Self.port(of: descriptor)
    }

    private static func bind(_ descriptor: Int32, to address: ListenAddress) -> Int32 {
        let port = in_port_t(truncatingIfNeeded: address.port).bigEndian
        if address.isVersion6 {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port
            inet_pton(AF_INET6, address.host, &name.sin6_addr)
            return withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port
        inet_pton(AF_INET, address.host, &name.sin_addr)
        return withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func port(of descriptor: Int32) -> Int {
        var name = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size)
            }
        }
        // The port stands at the same place in the names of both families.
        return result == 0 ? Int(in_port_t(bigEndian: name.sin6_port)) : 0
    }

    private static func failure(_ address: ListenAddress, _ error: SystemError) -> ServerError {
        let remedy =
            switch error.code {
            case EADDRINUSE: "stop the program that listens there, or choose another port"
            case EACCES: "choose a port above 1023, or let a reverse proxy listen there"
            case EADDRNOTAVAIL: "name an address of this machine"
            default: String?.none
            }
        return ServerError(
            .cannotListen, "listen", on: "\(address)", because: "\(error)", remedy: remedy)
    }
}
