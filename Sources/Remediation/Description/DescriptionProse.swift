/// The words of a description, before they are Markdown: plain text with `code` in backticks, nothing else.
package struct DescriptionProse: Sendable, Hashable {
    /// What was done to one file.
    package struct Change: Sendable, Hashable {
        /// The file's path, one of the changed files.
        package var path: String
        /// What was done and why.
        package var text: String

        /// A change from its parts.
        package init(path: String, text: String) {
            self.path = path
            self.text = text
        }
    }

    /// How the change meets one clause.
    package struct Compliance: Sendable, Hashable {
        /// The citation's number in the facts, from 1.
        package var citation: Int
        /// How the change meets it.
        package var text: String

        /// A statement from its parts.
        package init(citation: Int, text: String) {
            self.citation = citation
            self.text = text
        }
    }

    /// What the pull request does, in a few sentences.
    package var summary: String
    /// What was done to each file.
    package var changes: [Change]
    /// How the change meets each clause.
    package var policyCompliance: [Compliance]
    /// What may go wrong, and who looks at it.
    package var riskAssessment: String
    /// What the tests said.
    package var testing: String

    /// Prose from its parts.
    package init(
        summary: String, changes: [Change], policyCompliance: [Compliance], riskAssessment: String,
        testing: String
    ) {
        self.summary = summary
        self.changes = changes
        self.policyCompliance = policyCompliance
        self.riskAssessment = riskAssessment
        self.testing = testing
    }

    /// Every text with the name of its field, in the order in which they are read.
    var fields: [(name: String, text: String)] {
        [("summary", summary)] + changes.map { ("changes", $0.text) }
            + policyCompliance.map { ("policyCompliance", $0.text) }
            + [("riskAssessment", riskAssessment), ("testing", testing)]
    }
}
