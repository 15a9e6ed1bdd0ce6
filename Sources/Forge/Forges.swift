package import Git

/// The forges of a run: which one is asked about a repository depends on its address.
package struct Forges: Sendable {
    /// A forge and which addresses are its own.
    package struct Route: Sendable {
        let forge: any Forge
        let takes: @Sendable (RemoteURL) -> Bool

        /// A route to a forge.
        package init(to forge: any Forge, takes: @escaping @Sendable (RemoteURL) -> Bool) {
            self.forge = forge
            self.takes = takes
        }
    }

    private let routes: [Route]
    private let last: any Forge

    /// Routes in order, and the forge for what none of them takes.
    package init(_ routes: [Route] = [], otherwise last: any Forge) {
        self.routes = routes
        self.last = last
    }

    /// The forge that has a repository.
    package func forge(of remote: RemoteURL) -> any Forge {
        routes.first { $0.takes(remote) }?.forge ?? last
    }
}
