internal import Basics
package import Database

/// The durable books: what was spent and set aside, and a record of every call, in one SQLite file.
///
/// Several processes may share the file; each call is one short transaction.
package actor ModelBooks: BudgetLedger, UsageSink {
    /// How long the accounts of runs and days are kept, and reservations that nobody settled.
    private static let accountDays: Int64 = 62
    private static let day: Int64 = 86_400_000

    private let connection: Connection
    private let now: @Sendable () -> Int64
    private let executor = BlockingExecutor(label: "model-books")
    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Opens the books; `now` is the time in milliseconds since 1970.
    package init(
        _ location: Connection.Location, now: @escaping @Sendable () -> Int64
    ) throws(DatabaseError) {
        connection = try Connection(location, schema: Self.schema, journal: .rollback)
        self.now = now
        try connection.run(
            "DELETE FROM account WHERE touched < ?", [.integer(now() - Self.accountDays * Self.day)]
        )
        try connection.run(
            "DELETE FROM reservation WHERE made < ?",
            [.integer(now() - Self.accountDays * Self.day)])
    }

    private static let schema = Schema(migrations: [
        """
        CREATE TABLE account (
            name TEXT PRIMARY KEY,
            tokens INTEGER NOT NULL,
            cost INTEGER NOT NULL,
            touched INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE reservation (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            made INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE call (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            purpose TEXT NOT NULL,
            run TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            input INTEGER,
            output INTEGER,
            cached INTEGER,
            written INTEGER,
            estimated INTEGER NOT NULL,
            latency INTEGER NOT NULL,
            cost INTEGER,
            failure TEXT,
            fallback INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX call_by_time ON call (time);
        """
    ])

    package func reserve(
        _ amount: BudgetAmount, on accounts: [BudgetAccount: BudgetLimit]
    ) async throws -> BudgetDecision {
        try connection.withTransaction {
            if let shortage = try accounts.shortage(of: amount, balance: stored) {
                return .refused(shortage)
            }
            try connection.run("INSERT INTO reservation (made) VALUES (?)", [.integer(now())])
            let number = connection.lastInsertedRowID
            let names = accounts.inOrder.map(\.account)
            for account in names { try add(amount, to: account) }
            return .reserved(
                BudgetReservation(number: Int(number), amount: amount, accounts: names))
        }
    }

    package func settle(_ reservation: BudgetReservation, at spent: BudgetAmount) async throws {
        try connection.withTransaction {
            let removed = try connection.rows(
                "DELETE FROM reservation WHERE number = ? RETURNING number",
                [.integer(Int64(reservation.number))])
            guard !removed.isEmpty else { return }
            for account in reservation.accounts {
                try add(spent - reservation.amount, to: account)
            }
        }
    }

    package func balance(of account: BudgetAccount) async throws -> BudgetAmount {
        try stored(account)
    }

    private func stored(_ account: BudgetAccount) throws(DatabaseError) -> BudgetAmount {
        let row = try connection.rows(
            "SELECT tokens, cost FROM account WHERE name = ?", [.text(account.description)]
        ).first
        guard case .integer(let tokens)? = row?.first, case .integer(let cost)? = row?.last else {
            return .zero
        }
        return BudgetAmount(tokens: Int(tokens), cost: Money(microdollars: Int(cost)))
    }

    private func add(_ amount: BudgetAmount, to account: BudgetAccount) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO account (name, tokens, cost, touched) VALUES (?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET tokens = tokens + excluded.tokens,
                cost = cost + excluded.cost, touched = excluded.touched
            """,
            [
                .text(account.description), .integer(Int64(amount.tokens)),
                .integer(Int64(amount.cost.microdollars)), .integer(now()),
            ])
    }

    func append(_ record: UsageRecord) throws(DatabaseError) {
        try connection.run(
            """
            INSERT INTO call (time, purpose, run, provider, model, input, output, cached, written,
                estimated, latency, cost, failure, fallback, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, record.row)
    }

    func rows(
        _ sql: String, _ parameters: [DatabaseValue]
    ) throws(DatabaseError) -> [[DatabaseValue]] {
        try connection.rows(sql, parameters)
    }
}
