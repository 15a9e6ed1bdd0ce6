internal import Basics
internal import FoundationEssentials

/// Whether this machine can isolate tests, found out by doing it once.
package struct SandboxProbe: Sendable, Hashable {
    /// How strong the isolation is.
    package enum Level: String, Sendable, Hashable {
        /// Namespaces and a system call filter, by bubblewrap.
        case namespace
        /// None; tests are not run.
        case none
    }

    /// How strong the isolation is.
    package var level: Level
    /// Whether the kernel limits memory and processes of a whole run, and not only our watchdog.
    package var hasControlGroups: Bool
    /// Why there is none; nil when there is.
    package var reason: String?
    /// What to do about it; nil when there is nothing to be done.
    package var remedy: String?

    /// Builds the wall once, around a command that does nothing.
    ///
    /// - Throws: `CancellationError`.
    package static func run(_ configuration: SandboxConfiguration) async throws -> SandboxProbe {
        var limits = configuration.limits
        limits.wallTime = .seconds(20)
        let group = ControlGroup(limits: limits)
        let hasControlGroups = group != nil
        group?.remove()
        let reason: String?
        do {
            let isolation = try Isolation(configuration: configuration, limits: limits)
            reason = Self.reason(try await isolation.run(SandboxedCommand(words: ["true"])))
        } catch let error as SubprocessError {
            reason = error.reason
        }
        return SandboxProbe(
            level: reason == nil ? .namespace : .none, hasControlGroups: hasControlGroups,
            reason: reason, remedy: reason.map(remedy))
    }

    private static func reason(_ outcome: Isolation.Outcome) -> String? {
        switch outcome {
        case .ended(0, _): nil
        case .ended(let status, let output):
            "a command in it ended with status \(status): \(OutputExcerpt.line(output.text, limit: 200))"
        case .stopped(let limit, _): "a command in it went beyond the limit \(limit.rawValue)"
        case .unavailable(let reason): reason
        }
    }

    private static func remedy(for reason: String) -> String {
        if reason.contains("not installed") {
            return "install bubblewrap: apt-get install bubblewrap"
        }
        if reason.contains("uid map") || reason.contains("Operation not permitted") {
            return "allow user namespaces: an AppArmor profile with `userns,` for bwrap or "
                + "sysctl kernel.apparmor_restrict_unprivileged_userns=0; in a container, "
                + "a seccomp profile that allows them"
        }
        if reason.contains("No permissions to create") || reason.contains("namespace") {
            return "allow user namespaces: sysctl kernel.unprivileged_userns_clone=1 "
                + "and user.max_user_namespaces above 0"
        }
        if reason.contains("prlimit") { return "install prlimit: apt-get install util-linux" }
        return "run `bwrap --unshare-all --ro-bind / / true` to see what this machine refuses"
    }
}
