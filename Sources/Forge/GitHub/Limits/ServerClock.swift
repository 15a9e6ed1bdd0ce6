internal import HTTPClient
internal import Synchronization

/// GitHub's own time, measured from the `Date` of its answers: tokens and limits are dated by it.
final class ServerClock: Sendable {
    private let clock: GitHubClock
    private let offset = Mutex(0)

    /// Below this the difference may be the field's own rounding and the answer's way.
    private static let tolerance = 2000

    init(_ clock: GitHubClock) { self.clock = clock }

    /// GitHub's time in milliseconds since 1970.
    var now: Int { clock.now() + offset.withLock { $0 } }

    /// Takes the `Date` of an answer that has just come.
    func observe(_ date: String?) {
        guard let seconds = date.flatMap(HTTPDate.seconds) else { return }
        let difference = seconds * 1000 - clock.now()
        offset.withLock { $0 = abs(difference) < Self.tolerance ? 0 : difference }
    }

    /// A moment that GitHub named, in seconds of its time, as milliseconds of ours.
    func local(ofServerSeconds seconds: Int) -> Int {
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? Int.max / 2 : milliseconds - offset.withLock { $0 }
    }
}
