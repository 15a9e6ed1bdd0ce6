/// Renders a pull request's title and body.
package struct MarkdownWriter: Sendable {
    /// A title and a body.
    package struct Document: Sendable, Hashable {
        /// One line of plain ASCII that no shell would act on.
        package var title: String
        /// The generated region with its markers.
        package var body: String
    }

    /// The most bytes a body may have.
    package let maxBytes: Int

    /// A writer; the default leaves room below the 65,536 characters a forge takes.
    package init(maxBytes: Int = 60_000) { self.maxBytes = maxBytes }

    /// Title and body.
    package func document(
        _ facts: DescriptionFacts, prose: DescriptionProse, state: DescriptionState
    ) -> Document { Document(title: "", body: "") }

    /// A body with its generated region replaced by a new one; what people wrote around it stays untouched.
    package static func merging(_ generated: String, into existing: String) -> String { generated }
}
