extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func regex(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(RegexLeaf.format),
            let text = keys.required("pattern")?.text()
        else { return nil }
        var leaf = RegexLeaf(
            pattern: keys["flags"].flatMap { pattern(text, flags: $0) } ?? text,
            group: keys["group"]?.text())
        read(keys, into: &leaf)
        leaf.confirmation.entropy = keys["entropy"].flatMap(entropyFloor)
        leaf.confirmation.checksum = keys["checksum"]?.choice(CredentialChecksum.self)
        return .regex(leaf)
    }

    /// A run of random characters, as the expression that it stands for.
    func entropy(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(EntropyLeaf.format) else { return nil }
        let charset = keys.required("charset")?.choice(EntropyLeaf.Charset.self)
        let length = keys.required("length")?.integer(minimum: 8)
        guard let minimum = keys.required("min").flatMap(bits), let charset, let length else {
            return nil
        }
        if length > 1_000 { field.fail("`length` is at most 1000") }
        var leaf = RegexLeaf(
            pattern: EntropyLeaf.pattern(charset: charset, length: min(length, 1_000)))
        read(keys, into: &leaf)
        leaf.confirmation.entropy = EntropyFloor(minimum: minimum)
        return .regex(leaf)
    }

    /// The keys that all leaves about text have.
    private func read(_ keys: Mapping, into leaf: inout RegexLeaf) {
        leaf.files = keys["files"]?.globs() ?? []
        leaf.exceptFiles = keys["not_files"]?.globs() ?? []
        leaf.keywords = keys["keywords"].map(literals) ?? []
        leaf.confirmation.exceptions = keys["not_if"]?.oneOrMoreTexts() ?? []
        leaf.confirmation.stopwords = keys["stopwords"].map(literals) ?? []
        leaf.label = keys["label"]?.text()
        leaf.isRedacting = keys["redact"]?.bool() ?? false
    }

    private func literals(_ field: Field) -> [String] {
        let texts = field.oneOrMoreTexts()
        if texts.contains("") { field.fail("an empty text stands in every file") }
        return texts.filter { !$0.isEmpty }
    }

    /// The pattern with the flags among those that it has in front.
    private func pattern(_ text: String, flags field: Field) -> String? {
        guard let flags = field.text() else { return nil }
        guard !flags.isEmpty, flags.allSatisfy({ InlineFlags.letters.contains($0) }) else {
            field.fail("flags are letters of \(InlineFlags.letters)")
            return nil
        }
        return InlineFlags.adding(flags, to: text)
    }

    private func entropyFloor(_ field: Field) -> EntropyFloor? {
        guard let keys = field.mapping(EntropyFloor.format),
            let minimum = keys.required("min").flatMap(bits)
        else { return nil }
        return EntropyFloor(group: keys["group"].flatMap(identifier), minimum: minimum)
    }

    private func bits(_ field: Field) -> Double? {
        guard let text = field.scalar() else { return nil }
        if let number = Double(text), (0...8).contains(number) { return number }
        field.fail("\(field.label) is a number of bits from 0 to 8, not `\(text)`")
        return nil
    }
}
