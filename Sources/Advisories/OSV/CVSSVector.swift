/// The base score of a CVSS 3.0 or 3.1 vector.
///
/// The formula of the 3.1 specification, section 7.1, with its integer rounding (appendix A); 3.0 differs only
/// where floating point would have misled it. Scores are tenths, so that nothing depends on printing.
package struct CVSSVector: Hashable, Sendable {
    /// The base score times ten, 0 to 100.
    package let tenths: Int

    /// The severity of the score; nil for 0.0, which says nothing useful of an advisory.
    package var severity: AdvisorySeverity? {
        switch tenths {
        case ..<1: nil
        case ..<40: .low
        case ..<70: .medium
        case ..<90: .high
        default: .critical
        }
    }

    /// Reads a vector; nil for another version, a base metric that is missing, twice there or unknown.
    package init?(_ text: String) {
        guard let metrics = Self.metrics(text),
            let confidentiality = metrics["C"].flatMap(Self.impact),
            let integrity = metrics["I"].flatMap(Self.impact),
            let availability = metrics["A"].flatMap(Self.impact),
            let exploitability = Self.exploitability(metrics)
        else { return nil }
        let isChanged = metrics["S"] == "C"
        let base = 1 - (1 - confidentiality) * (1 - integrity) * (1 - availability)
        let impact =
            isChanged
            ? 7.52 * (base - 0.029) - 3.25 * Self.fifteenthPower(base - 0.02) : 6.42 * base
        guard impact > 0 else {
            tenths = 0
            return
        }
        let sum = impact + exploitability
        tenths = Self.roundedUp(min(isChanged ? 1.08 * sum : sum, 10))
    }

    private static func metrics(_ text: String) -> [String: String]? {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard text.utf8.count <= 512, let version = parts.popFirst(),
            version == "CVSS:3.0" || version == "CVSS:3.1"
        else { return nil }
        var metrics: [String: String] = [:]
        for part in parts {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false)
            guard pair.count == 2,
                metrics.updateValue(String(pair[1]), forKey: String(pair[0])) == nil
            else { return nil }
        }
        guard let scope = metrics["S"], scope == "U" || scope == "C" else { return nil }
        return metrics
    }

    private static func impact(_ value: String) -> Double? {
        ["H": 0.56, "L": 0.22, "N": 0][value]
    }

    private static func exploitability(_ metrics: [String: String]) -> Double? {
        let isChanged = metrics["S"] == "C"
        let vectors = ["N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2]
        let privileges =
            isChanged ? ["N": 0.85, "L": 0.68, "H": 0.5] : ["N": 0.85, "L": 0.62, "H": 0.27]
        guard let vector = metrics["AV"].flatMap({ vectors[$0] }),
            let complexity = metrics["AC"].flatMap({ ["L": 0.77, "H": 0.44][$0] }),
            let privilege = metrics["PR"].flatMap({ privileges[$0] }),
            let interaction = metrics["UI"].flatMap({ ["N": 0.85, "R": 0.62][$0] })
        else { return nil }
        return 8.22 * vector * complexity * privilege * interaction
    }

    private static func fifteenthPower(_ value: Double) -> Double {
        (0..<15).reduce(1) { product, _ in product * value }
    }

    private static func roundedUp(_ score: Double) -> Int {
        let fine = Int((score * 100_000).rounded())
        return fine.isMultiple(of: 10_000) ? fine / 10_000 : fine / 10_000 + 1
    }
}
