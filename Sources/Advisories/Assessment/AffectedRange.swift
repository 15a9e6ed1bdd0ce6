internal import Documents

/// One range of an advisory in the ecosystem's ordering.
///
/// What cannot be read counts as affected: an unreadable start is the beginning of time, an unreadable fix is
/// no fix. So a damaged advisory may warn for nothing, but never calls a version safe that is not.
struct AffectedRange: Hashable, Sendable {
    private enum Kind: Int {
        // At one version a fix comes before a new start, and the last affected version after it.
        case fixed
        case introduced
        case lastAffected
    }

    private struct Step: Hashable, Sendable {
        let version: PackageVersion
        let kind: Kind
    }

    private var isAffectedFromStart = false
    private var steps: [Step] = []
    /// Texts that are no versions of the ecosystem.
    private(set) var unreadable: [String] = []

    init(_ events: [OSVDocument.Event], in ecosystem: Ecosystem) {
        for event in events {
            switch event {
            case .introduced(nil): isAffectedFromStart = true
            case .introduced(let text?):
                if !add(text, .introduced, ecosystem) { isAffectedFromStart = true }
            case .fixed(let text): _ = add(text, .fixed, ecosystem)
            case .lastAffected(let text): _ = add(text, .lastAffected, ecosystem)
            }
        }
        steps.sort { ($0.version, $0.kind.rawValue) < ($1.version, $1.kind.rawValue) }
    }

    private mutating func add(_ text: String, _ kind: Kind, _ ecosystem: Ecosystem) -> Bool {
        guard let version = PackageVersion(text, in: ecosystem) else {
            unreadable.append(text)
            return false
        }
        steps.append(Step(version: version, kind: kind))
        return true
    }

    /// Whether a version lies in the range, as OSV's evaluation algorithm says.
    func contains(_ version: PackageVersion) -> Bool {
        var isAffected = isAffectedFromStart
        for step in steps {
            switch step.kind {
            case .introduced: if version >= step.version { isAffected = true }
            case .fixed: if version >= step.version { isAffected = false }
            case .lastAffected: if version > step.version { isAffected = false }
            }
        }
        return isAffected
    }

    /// Every version the events name.
    var versions: [PackageVersion] { steps.map(\.version) }

    /// The versions that fixed it.
    var fixes: [PackageVersion] { steps.filter { $0.kind == .fixed }.map(\.version) }

    /// Whether an end stands before every start, which makes what is after it affected for ever.
    var isInverted: Bool {
        guard !isAffectedFromStart, let first = steps.first else { return false }
        return first.kind != .introduced
    }
}
