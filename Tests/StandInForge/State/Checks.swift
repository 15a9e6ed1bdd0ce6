/// The check runs of one App on one commit.
final class CheckSuite {
    let id: Int
    let app: App
    let head: String
    let branch: String?
    let createdAt: Int
    var updatedAt: Int

    init(id: Int, app: App, head: String, branch: String?, at time: Int) {
        self.id = id
        self.app = app
        self.head = head
        self.branch = branch
        createdAt = time
        updatedAt = time
    }
}

/// One check run.
final class CheckRun {
    let id: Int
    let suite: CheckSuite
    var name: String
    var externalID: String?
    var detailsURL: String?
    var status = "queued"
    var conclusion: String?
    var startedAt: String?
    var completedAt: String?
    var title: String?
    var summary: String?
    var text: String?
    var annotations: [JSON] = []
    var isRerequested = false

    init(id: Int, suite: CheckSuite, name: String) {
        self.id = id
        self.suite = suite
        self.name = name
    }
}

/// A commit status.
struct CommitStatus {
    let id: Int
    let commit: String
    let context: String
    let state: String
    let description: String?
    let targetURL: String?
    let creator: Account
    let createdAt: Int
}

/// A SARIF document as it was uploaded, decoded.
package struct SARIFUpload: Sendable {
    /// The upload's id.
    package let id: String
    /// The commit it is about.
    package let commit: String
    /// The reference it is about.
    package let ref: String
    /// The document.
    package let document: JSON
}
