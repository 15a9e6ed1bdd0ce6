extension PythonSpecifier {
    /// Reads Poetry's notation: PEP 440's clauses, and beside them `^1.2`, `~1.2`, `1.2`, `1.*` and `*`.
    ///
    /// Alternatives (`||`) are not read: they have no PEP 440 form.
    init?(poetry text: String) {
        var clauses: [String] = []
        for part in text.split(separator: ",") {
            guard let clause = Self.translated(String(part).trimmed) else { return nil }
            clauses.append(clause)
        }
        self.init(clauses.joined(separator: ","))
    }

    private static func translated(_ clause: String) -> String? {
        if clause == "*" { return "" }
        guard let first = clause.first else { return nil }
        if first.isASCII, first.isNumber { return "==" + clause }
        let isTilde = first == "~" && !clause.hasPrefix("~=")
        guard isTilde || first == "^" else { return clause }
        let version = String(clause.dropFirst()).trimmed
        guard let low = PythonVersion(version) else { return nil }
        // `~` lets the last of three numbers change, `^` everything right of the first that is not zero.
        let fixed =
            isTilde
            ? min(2, low.release.count)
            : (low.release.firstIndex { $0 != 0 } ?? low.release.count - 1) + 1
        var bound = Array(low.release.prefix(fixed))
        guard let last = bound.popLast(), last < .max else { return nil }
        bound.append(last + 1)
        return ">=\(version),<\(PythonVersion(epoch: low.epoch, release: bound))"
    }
}
