/// The facts as sets of words, to look claims up in.
///
/// What the packs and policies say is trusted to name things; what quotes the repository (messages, reasons,
/// names of tests) is not, or the repository could vouch for what a model was talked into saying.
struct FactIndex {
    /// Paths of files the facts are about, and of the documents cited.
    let paths: Set<String>
    /// The folders these lie in, each with its final slash.
    let folders: Set<String>
    /// Findings' places as `path:line`.
    let places: Set<String>
    /// Lines that a finding or a citation is about.
    let lines: Set<Int>
    /// Rule ids of this change.
    let rules: Set<String>
    /// Rule ids of the packs that are not part of this change.
    let otherRules: Set<String>
    /// Policies with a verified citation.
    let policies: Set<String>
    /// Advisory ids in lower case.
    let advisories: Set<String>
    /// Every word of the trusted texts.
    let trusted: Set<String>
    /// Every word of the finding messages.
    let messages: Set<String>
    /// Section headings in lower case.
    let sections: [String]
    /// Why the tests were not run, as the deterministic prose says it.
    private let notRunReason: String

    init(_ facts: DescriptionFacts) {
        let paths = Set(
            facts.changedFiles.map(\.path) + facts.findings.compactMap(\.path)
                + facts.declined.compactMap(\.path) + facts.citations.map(\.document))
        self.paths = paths
        folders = Set(paths.flatMap(Self.folders))
        places = Set(
            facts.findings.compactMap { finding in
                finding.path.flatMap { path in finding.line.map { "\(path):\($0)" } }
            })
        lines = Set(
            facts.findings.compactMap(\.line)
                + facts.citations.flatMap { [$0.lines.lowerBound, $0.lines.upperBound] })
        rules = Set(facts.rules.map(\.id))
        otherRules = Set(facts.knownRules).subtracting(rules)
        policies = Set(facts.citations.map(\.policy))
        advisories = Set(facts.advisories.map { $0.lowercased() })
        let texts =
            facts.rules.flatMap { [$0.id, $0.title] }
            + facts.citations.map(\.policy)
            + facts.approvals.required + facts.approvals.rationale + facts.advisories
            + [facts.repository, facts.service, facts.group, facts.baseBranch, facts.baseCommit]
            + [facts.planDigest, facts.toolVersion, facts.tests.command ?? ""]
        let evidence = facts.citations.flatMap {
            WordCutter.words(of: $0.section) + WordCutter.words(of: $0.quote)
        }
        trusted = Set(
            texts.flatMap { WordCutter.words(of: $0) } + facts.approvals.required
                + [facts.service] + evidence.filter(Self.isInert))
        messages = Set(facts.findings.flatMap { WordCutter.words(of: $0.message) })
        notRunReason = DescriptionWriter.plain(facts.tests.notRunReason ?? "", limit: 300)
        sections = facts.citations.map { ReviewedText.folded($0.section) }
    }

    /// Whether a word of a document may be repeated: whatever it says, it vouches for no mention, link or key.
    private static func isInert(_ word: String) -> Bool {
        word.utf8.allSatisfy { $0 < 0x80 && !"@#:<>$%\\&".utf8.contains($0) }
            && !word.contains("complybot") && !word.lowercased().hasPrefix("gh-")
            && !word.hasPrefix("www.") && !HostShape.matches(word) && !NumberCheck.isOpaque(word)
    }

    /// A text on the tests without the reason why they were not run, which is told in the words of whoever ran them.
    func withoutReason(_ text: String) -> String {
        notRunReason.isEmpty ? text : text.replacing(notRunReason, with: " ")
    }

    /// Whether a word is a name of something in the facts, so that its parts say nothing by themselves.
    func names(_ word: String) -> Bool {
        paths.contains(word) || folders.contains(word) || places.contains(word)
            || rules.contains(word)
            || policies.contains(word) || advisories.contains(word.lowercased())
            || trusted.contains(word)
    }

    /// Whether a word may be left out of a sentence: a name that could not be an ordinary word or a number.
    func isMereName(_ word: String) -> Bool {
        let hasLetter = word.contains(where: \.isLetter)
        return hasLetter && !word.allSatisfy(\.isLetter) && names(word)
    }

    /// Whether a word, set as code, is the versioned name that a finding speaks of: `owner/action@v4`.
    ///
    /// It may be told because nobody is called and nothing is linked in code; whoever wrote it may have chosen it to lie, so
    /// no other shape is taken from findings.
    func isSubject(_ word: String) -> Bool {
        guard messages.contains(word) else { return false }
        let parts = word.utf8.split(
            separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].contains(UInt8(ascii: "/"))
            && parts.allSatisfy { part in
                part.first.map(Self.isNameByte) == true
                    && part.allSatisfy { Self.isNameByte($0) || "/.-_".utf8.contains($0) }
            }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    private static func folders(of path: String) -> [String] {
        var folders: [String] = []
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += part + "/"
            folders.append(folder)
        }
        return folders
    }
}
