package import Basics

/// Why no plan could be made at all.
package enum PatchError: DiagnosableError, Hashable {
    /// The same input gave two plans: a defect of ours, never of the repository.
    case notDeterministic

    package var diagnostic: Diagnostic {
        Diagnostic(
            .incomplete, "plan patches", because: "the same input gave two different plans",
            remedy: "report this, it is a defect of complybot")
    }
}
