internal import Basics
package import Forge
internal import Git

/// Tells the forge which packages the default branch settles on, when that has changed since it was told last.
struct DependencyStage {
    let environment: RemediationEnvironment
    let base: Remediator.Base

    /// What became of it; nil when there is nothing new to tell, or nobody to tell it to.
    ///
    /// Everything else stands whatever becomes of this.
    func run() async throws -> RemediationSummary.Dependencies? {
        guard !base.terms.isOptedOut,
            let reporter = environment.forges.dependencies(of: base.remote)
        else { return nil }
        let inventory = DependencyInventory(
            of: base.snapshot, ignoring: base.terms.ignoredPaths)
        var outcome = RemediationSummary.Dependencies()
        do {
            let content = inventory.content
            guard try reporter.wants(content, of: base.remote) else { return nil }
            let snapshot = DependencySnapshot(
                of: inventory.manifests, at: base.commit, on: "refs/heads/\(base.branch)",
                address: base.remote.description, toolVersion: environment.toolVersion,
                scanned: environment.now())
            outcome.note(
                try await reporter.submit(snapshot, content: content, in: base.remote),
                of: snapshot)
        } catch let error as CancellationError {
            throw error
        } catch {
            outcome.problem =
                Diagnostic(describing: error, while: "submit the dependencies").description
            outcome.isOpen = true
        }
        return outcome == .init() ? nil : outcome
    }
}

extension RemediationSummary.Dependencies {
    /// Notes what the forge said to a snapshot.
    package mutating func note(_ receipt: DependencyReceipt, of snapshot: DependencySnapshot) {
        switch receipt {
        case .taken:
            (packages, files) = (snapshot.packageCount, snapshot.manifests.count)
            leftOut = snapshot.leftOut
        case .notPermitted(let reason): problem = "not permitted (\(reason))"
        case .unusable(let reason): problem = "the forge cannot use them: \(reason)"
        }
    }
}
