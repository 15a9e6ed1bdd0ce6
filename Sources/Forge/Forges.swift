package import Git

/// The forges of a run: which one is asked about a repository depends on its address.
package struct Forges: Sendable {
    /// A forge and which addresses are its own.
    package struct Route: Sendable {
        let forge: any Forge
        let checks: (any CheckReporting)?
        let dependencies: (any DependencyReporting)?
        let takes: @Sendable (RemoteURL) -> Bool

        /// A route to a forge, and to where checks and dependencies of its repositories are told; nil for nowhere.
        package init(
            to forge: any Forge, checks: (any CheckReporting)? = nil,
            dependencies: (any DependencyReporting)? = nil,
            takes: @escaping @Sendable (RemoteURL) -> Bool
        ) {
            self.forge = forge
            self.checks = checks
            self.dependencies = dependencies
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

    /// Where checks of a repository are told; nil for nowhere.
    package func checks(of remote: RemoteURL) -> (any CheckReporting)? {
        routes.first { $0.takes(remote) }?.checks
    }

    /// Where a repository's dependencies are told; nil for nowhere.
    package func dependencies(of remote: RemoteURL) -> (any DependencyReporting)? {
        routes.first { $0.takes(remote) }?.dependencies
    }
}
