package import Basics

/// One written policy: a Markdown file with front matter, or a catalog of controls in OSCAL, read as data.
///
/// Nothing in the text is obeyed or rendered: it is indexed, quoted and cited by lines and digest only.
package struct PolicyDocument: Hashable, Sendable {
    /// The largest Markdown file that is read, in bytes.
    package static let maximumSize = 1 << 20

    /// The name of the file, such as `OPS-2.1-health-readiness.md`.
    package let fileName: String
    /// The front matter; without fields when there is none.
    package let frontMatter: FrontMatter
    /// The sections in the order of their lines.
    package let sections: [PolicySection]
    /// The digest of the file's bytes.
    package let digest: Digest
    let lines: TextLines
    /// The words of a catalog; nil in Markdown, whose lines are the words.
    let catalog: CatalogText?

    /// Reads a document.
    ///
    /// A document without front matter is accepted, with names taken from its file's (see `PolicyLint`).
    package init(parsing bytes: [UInt8], fileName: String) throws(PolicyError) {
        guard bytes.count <= Self.maximumSize else {
            throw PolicyError(
                .tooLarge, file: fileName,
                reason: "\(bytes.count) bytes, the most is \(Self.maximumSize)")
        }
        let lines = TextLines(bytes)
        let frontMatter = try FrontMatter(lines, fileName: fileName)
        self.fileName = fileName
        self.frontMatter = frontMatter
        self.lines = lines
        catalog = nil
        sections = SectionReader(lines, from: (frontMatter.lines?.upperBound ?? 0) + 1).sections()
        digest = Digest(of: bytes)
    }

    /// Reads a NIST OSCAL catalog in JSON.
    ///
    /// Its id is the file's name without `.json`, its sections are the groups and the controls.
    package init(catalog bytes: [UInt8], fileName: String) throws(PolicyError) {
        let (sections, text) = try CatalogReader.read(bytes, fileName: fileName)
        self.fileName = fileName
        self.sections = sections
        frontMatter = .none
        lines = TextLines(bytes)
        catalog = text
        digest = Digest(of: bytes)
    }

    /// The id that rules and citations use, such as `OPS-2.1`; the file's name without its ending when none is given.
    package var id: String {
        if let id = frontMatter["id"], !id.isEmpty { return id }
        for suffix in [".md", ".json"] where fileName.hasSuffix(suffix) {
            return String(fileName.dropLast(suffix.count))
        }
        return fileName
    }

    /// The title; the first heading, or else the id, when none is given.
    package var title: String {
        if let catalog { return catalog.title }
        if let title = frontMatter["title"], !title.isEmpty { return title }
        return sections.first { $0.level > 0 && !$0.heading.isEmpty }?.heading ?? id
    }

    /// Who keeps the policy up to date.
    package var owner: String? { frontMatter["owner"] }
    /// Such as `active` or `draft`.
    package var status: String? { frontMatter["status"] }
    /// The day from which it holds, as written.
    package var effective: String? { frontMatter["effective"] }

    /// The file's bytes.
    package var bytes: [UInt8] { lines.bytes }

    /// How many lines the file has.
    package var lineCount: Int { lines.count }

    /// The text of some lines, joined by line feeds; nil when the file has not all of them.
    package func text(ofLines range: ClosedRange<Int>) -> String? {
        guard range.lowerBound >= 1, range.upperBound <= lineCount else { return nil }
        return lines.text(range)
    }

    /// The first section with a heading, compared byte for byte after trimming; in a catalog its label will do.
    package func section(named heading: String) -> PolicySection? {
        position(ofSectionNamed: heading).map { sections[$0] }
    }

    func position(ofSectionNamed heading: String) -> Int? {
        let wanted = Array(heading.utf8).trimmed
        return sections.firstIndex { section in
            section.level > 0
                && (section.heading.utf8.elementsEqual(wanted)
                    || section.label?.utf8.elementsEqual(wanted) ?? false)
        }
    }

    /// The lines of the file over which a clause stands in a section, or below it, and within other lines.
    ///
    /// White space is folded. Nil when the clause does not stand there.
    func lines(
        of clause: String, within range: ClosedRange<Int>, ofSectionAt position: Int
    ) -> ClosedRange<Int>? {
        let words = FoldedText(clause.utf8)
        guard let catalog else { return FoldedText(lines, range).lines(of: words) }
        let candidates = catalog.lines[catalog.whole[position]].filter { range.contains($0.number) }
        return FoldedText(candidates).lines(of: words)
    }
}
