internal import Basics
internal import Database
internal import FoundationEssentials
internal import Synchronization

/// Where the budgets of credentials stand, for all who share them.
///
/// Calls block, and come from one thread at a time.
package protocol GitHubBudgetStore: Sendable {
    /// Reads a credential's state, has it changed and keeps it, without anybody between.
    func update(_ account: String, _ change: (inout GitHubBudgetState) -> Void) throws
    /// Whether nothing may be written at the forge while the store fails, for want of knowing what others spend.
    var isBinding: Bool { get }
}

extension GitHubBudgetStore {
    package var isBinding: Bool { false }
}

extension GitHubBudgetState {
    /// Reads what `stored` gave.
    package init(stored text: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    }

    /// The state as JSON; of the same state the same text.
    package var stored: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}

/// Budgets in this process alone.
package final class MemoryBudgetStore: GitHubBudgetStore {
    private let states = Mutex<[String: GitHubBudgetState]>([:])

    /// An empty store.
    package init() {}

    package func update(_ account: String, _ change: (inout GitHubBudgetState) -> Void) {
        states.withLock { change(&$0[account, default: GitHubBudgetState()]) }
    }
}

/// Budgets in a file of the home folder, shared by all processes that use it.
///
/// The file has a rollback journal, with which several processes may write.
package final class SharedBudgetStore: GitHubBudgetStore {
    private final class Box {
        let connection: Connection
        init(_ connection: Connection) { self.connection = connection }
    }

    private static let schema = Schema(migrations: [
        "CREATE TABLE budget (account TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    ])

    // Touched under the lock only.
    nonisolated(unsafe) private let box: Box
    private let lock = Mutex(())

    /// Opens the store of a home folder, which must exist.
    package init(home: String) throws {
        box = Box(
            try Connection(
                .file("\(home)/github-limits.db"), schema: Self.schema, journal: .rollback))
    }

    package func update(
        _ account: String, _ change: (inout GitHubBudgetState) -> Void
    ) throws {
        try lock.withLock { _ in
            try box.connection.withTransaction {
                var state = try state(of: account)
                change(&state)
                try box.connection.run(
                    "INSERT INTO budget (account, state) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET state = excluded.state",
                    [.text(account), .text(try state.stored)])
            }
        }
    }

    /// What is kept, or nothing when it cannot be read: a budget is measured anew soon.
    private func state(of account: String) throws -> GitHubBudgetState {
        let rows = try box.connection.rows(
            "SELECT state FROM budget WHERE account = ?", [.text(account)])
        guard case .text(let text)? = rows.first?.first else { return GitHubBudgetState() }
        return (try? GitHubBudgetState(stored: text)) ?? GitHubBudgetState()
    }
}
