/// The stages of a remediation, in order.
package enum Stage: String, CaseIterable, Sendable {
    case fetch, check, patch, reconcile, test, approve, describe, push
    case pullRequest = "pull request"
}
