/// Where a job stands; the name is what the store and the interfaces say.
package enum JobState: String, Hashable, Sendable, CaseIterable {
    /// To be worked on from its time on.
    case queued
    /// Something outside is waited for; it goes on at its time.
    case waiting
    /// A worker holds its lease.
    case running
    case done
    /// It cannot succeed until the world is another.
    case failed
    /// It was tried too often, or took the program down with it; a person has to look.
    case dead
    /// A newer job of its unit takes its place.
    case superseded
    case cancelled

    /// Whether it is still to be worked on, and nobody does.
    package var isPending: Bool { self == .queued || self == .waiting }
    /// Whether nothing happens to it any more by itself.
    package var isFinal: Bool { !isPending && self != .running }
}

/// What a waiting job waits for.
package enum WaitReason: String, Hashable, Sendable, CaseIterable {
    /// A person's decision.
    case approval
    /// A limit of the forge's.
    case rate
    /// The hour or the number of proposals at which another may be opened.
    case window
    /// The forge does not answer.
    case forgeDown = "forge-down"

    /// Whether a new event brings the end of the wait no nearer.
    var outlastsEvents: Bool { self == .rate || self == .forgeDown }
}

/// Why a job cannot succeed until the world is another.
package enum PermanentFailure: String, Hashable, Sendable, CaseIterable {
    case archived, gone
    case noAccess = "no-access"
    case suspendedInstallation = "suspended-installation"
    case tooLarge = "too-large"
    case malformedRepository = "malformed-repository"
    case configInvalid = "config-invalid"
    case branchConflict = "branch-conflict"
    case policyRefused = "policy-refused"
    case rejectedByHuman = "rejected-by-human"
}

/// How an attempt at a job ended.
package enum JobOutcome: Hashable, Sendable {
    case done
    case failed(PermanentFailure, because: String)
    /// It may succeed later; `after` says when at the earliest where the other side did, else the store decides.
    case retry(after: Duration?, because: String)
    /// It goes on after so long, and the attempt does not count.
    case waiting(WaitReason, after: Duration, because: String)
    /// It was given back unfinished, because the program stops; the attempt does not count.
    case released
}

extension JobOutcome {
    /// Whether the head that was worked on needs no second look.
    var settlesHead: Bool {
        switch self {
        case .done, .failed: true
        case .retry, .waiting, .released: false
        }
    }
}
