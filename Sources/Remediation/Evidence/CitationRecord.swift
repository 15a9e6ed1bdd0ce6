internal import Basics
internal import Policies

/// A place of a policy that a pull request cites, as it is kept with the run.
package struct CitationRecord: Codable, Hashable, Sendable {
    /// The policy's id, such as `OPS-2.1`.
    package var policy: String
    /// The name of the file, and the digest of its bytes.
    package var document: String
    package var digest: String
    /// The headings from the outermost to the section's own.
    package var section: [String]
    /// The first and the last line, from 1.
    package var start: Int
    package var end: Int
    /// The digest of the words cited, their white space folded.
    package var passage: String
    /// The rules of the patch that ask for it, sorted; none for what retrieval found besides.
    package var rules: [String]

    /// A record of a citation.
    init(_ citation: Citation, rules: [String]) {
        policy = citation.documentID
        document = citation.fileName
        digest = citation.digest.description
        section = citation.section
        start = citation.lines.lowerBound
        end = citation.lines.upperBound
        passage = Digest(of: citation.quote).description
        self.rules = rules
    }
}
