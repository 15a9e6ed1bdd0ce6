import Basics
import Fleet
import Remediation

/// The fleet's dashboard as the service keeps it: what people tick there becomes jobs, and it shows what the last runs left.
struct ServiceDashboard: Sendable {
    private let issue: FleetIssue
    private let home: String
    private let store: FleetStore
    private let clock: RunClock

    /// How often it is looked at between looks through the fleet.
    static let interval = Duration.seconds(3600)

    /// Nil where the operator wants none.
    init?(of place: Workplace, store: FleetStore, clock: RunClock) {
        guard let issue = FleetIssue(place.settings, place.connection, place.terminal) else {
            return nil
        }
        self.issue = issue
        self.store = store
        self.clock = clock
        home = place.home
    }

    /// Asks for what is wished, and then brings the issue up to date, which empties its boxes.
    ///
    /// People are told of waivers that end, each once at each stage. A dashboard that cannot be read is left alone.
    func attend(to members: FleetMembers) async throws {
        guard let wishes = await issue.wishes() else { return }
        let view = try await FleetView(home: home, now: Int64(clock.now()) * 1000)
        let keys = members.keys
        let entries = view.entries.filter { entry in
            entry.unit.map { $0.closed == nil } ?? (keys[entry.summary.location] != nil)
        }
        guard !entries.isEmpty else { return }
        // The queue has them before the boxes are empty.
        try await store.enqueue(requests(for: wishes, entries, keys), by: "dashboard")
        await issue.show(
            entries.map(\.summary), on: Day(secondsSince1970: clock.now()))
    }

    /// A job for each open pull request and wish; the wish is the cause, by which the run knows it.
    private func requests(
        for wishes: [FleetDashboard.Wish], _ entries: [FleetView.Entry], _ keys: [String: String]
    ) -> [WorkRequest] {
        entries.filter(\.hasPullRequest).flatMap { entry -> [WorkRequest] in
            let listed = keys[entry.summary.location].map { UnitKey(repository: $0) }
            guard let unit = entry.unit?.key ?? listed else { return [] }
            return wishes.map { wish in
                WorkRequest(
                    unit: unit, location: entry.unit?.location ?? entry.summary.location,
                    priority: .command, cause: wish.rawValue)
            }
        }
    }
}
