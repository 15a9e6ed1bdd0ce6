package import Basics

/// One written policy: a Markdown file with front matter, read as data.
///
/// Nothing in the text is obeyed or rendered: it is indexed, quoted and cited by lines and digest only.
package struct PolicyDocument: Hashable, Sendable {
    /// The largest file that is read, in bytes.
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
        sections = SectionReader(lines, from: (frontMatter.lines?.upperBound ?? 0) + 1).sections()
        digest = Digest(of: bytes)
    }

    /// The id that rules and citations use, such as `OPS-2.1`; the file's name without `.md` when none is given.
    package var id: String {
        if let id = frontMatter["id"], !id.isEmpty { return id }
        return fileName.hasSuffix(".md") ? String(fileName.dropLast(3)) : fileName
    }

    /// The title; the first heading, or else the id, when none is given.
    package var title: String {
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

    /// The first section with a heading, compared byte for byte after trimming.
    package func section(named heading: String) -> PolicySection? {
        let wanted = Array(heading.utf8).trimmed
        return sections.first { $0.level > 0 && $0.heading.utf8.elementsEqual(wanted) }
    }

    /// The lines over which a clause stands within other lines, white space folded; nil when it does not.
    func lines(of clause: String, within range: ClosedRange<Int>) -> ClosedRange<Int>? {
        FoldedText(lines, range).lines(of: FoldedText(clause.utf8))
    }
}
