/// A version of a Python package, as PEP 440 defines it.
///
/// Equality and order are PEP 440's: `1.0` equals `1.0.0`, and a local label counts. A number that does not
/// fit 64 bits makes the text no version.
package struct PythonVersion: Hashable, Sendable {
    /// The kinds of pre-release, in their order.
    package enum Phase: Int, Sendable, Hashable {
        case alpha
        case beta
        case candidate
    }

    /// One part of a local label.
    enum LocalPart: Hashable, Sendable {
        case number(UInt64)
        case word(String)
    }

    let epoch: UInt64
    let release: [UInt64]
    let phase: Phase?
    let phaseNumber: UInt64
    let post: UInt64?
    let development: UInt64?
    let local: [LocalPart]

    /// A version from its parts.
    init(
        epoch: UInt64 = 0, release: [UInt64], phase: Phase? = nil, phaseNumber: UInt64 = 0,
        post: UInt64? = nil, development: UInt64? = nil, local: [LocalPart] = []
    ) {
        self.epoch = epoch
        self.release = release
        self.phase = phase
        self.phaseNumber = phaseNumber
        self.post = post
        self.development = development
        self.local = local
    }

    /// Reads any spelling PEP 440 allows; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count <= 256, let version = PythonVersionReader.read(text) else {
            return nil
        }
        self = version
    }

    /// Whether it is a pre-release or a development release.
    package var isPrerelease: Bool { phase != nil || development != nil }

    /// The version without its local label.
    var withoutLocal: PythonVersion {
        PythonVersion(
            epoch: epoch, release: release, phase: phase, phaseNumber: phaseNumber, post: post,
            development: development)
    }

    /// The epoch and the release segment only.
    var base: PythonVersion { PythonVersion(epoch: epoch, release: release) }

    /// The release segment without the zeros at its end.
    private var significantRelease: ArraySlice<UInt64> {
        release[..<((release.lastIndex { $0 != 0 } ?? -1) + 1)]
    }

    /// What stands after the release segment, as one number: development releases of the release itself
    /// before its pre-releases, those before the release.
    private var phaseOrder: Int {
        if let phase { return phase.rawValue }
        return post == nil && development != nil ? -1 : 3
    }

    package static func == (left: PythonVersion, right: PythonVersion) -> Bool {
        left.order(to: right) == 0
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(epoch)
        hasher.combine(significantRelease)
        hasher.combine(phase)
        hasher.combine(phaseNumber)
        hasher.combine(post)
        hasher.combine(development)
        hasher.combine(local)
    }

    /// Negative, zero or positive as this version stands before, with or after the other.
    private func order(to other: PythonVersion) -> Int {
        var result = Self.order(epoch, other.epoch)
        if result == 0 { result = Self.order(significantRelease, other.significantRelease) }
        if result == 0 { result = Self.order(phaseOrder, other.phaseOrder) }
        if result == 0 { result = Self.order(phaseNumber, other.phaseNumber) }
        if result == 0 { result = Self.order(post, other.post, missing: .before) }
        if result == 0 { result = Self.order(development, other.development, missing: .after) }
        return result == 0 ? Self.order(local, other.local) : result
    }

    private enum Place {
        case before
        case after
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left < right ? -1 : (left == right ? 0 : 1)
    }

    private static func order(_ left: UInt64?, _ right: UInt64?, missing: Place) -> Int {
        switch (left, right) {
        case (let left?, let right?): order(left, right)
        case (nil, nil): 0
        case (nil, _): missing == .before ? -1 : 1
        case (_, nil): missing == .before ? 1 : -1
        }
    }

    private static func order(_ left: ArraySlice<UInt64>, _ right: ArraySlice<UInt64>) -> Int {
        for (left, right) in zip(left, right) where left != right { return order(left, right) }
        return order(left.count, right.count)
    }

    private static func order(_ left: [LocalPart], _ right: [LocalPart]) -> Int {
        for (left, right) in zip(left, right) where left != right {
            switch (left, right) {
            case (.number(let left), .number(let right)): return order(left, right)
            case (.word(let left), .word(let right)): return order(left, right)
            case (.word, .number): return -1
            case (.number, .word): return 1
            }
        }
        return order(left.count, right.count)
    }
}

extension PythonVersion: Comparable {
    package static func < (left: PythonVersion, right: PythonVersion) -> Bool {
        left.order(to: right) < 0
    }
}

extension PythonVersion: CustomStringConvertible {
    /// PEP 440's normal form; zeros at the end of the release segment are kept.
    package var description: String {
        var text = epoch == 0 ? "" : "\(epoch)!"
        text += release.map(String.init).joined(separator: ".")
        if let phase { text += ["a", "b", "rc"][phase.rawValue] + String(phaseNumber) }
        if let post { text += ".post\(post)" }
        if let development { text += ".dev\(development)" }
        if !local.isEmpty {
            let parts = local.map { part in
                switch part {
                case .number(let number): String(number)
                case .word(let word): word
                }
            }
            text += "+" + parts.joined(separator: ".")
        }
        return text
    }
}
