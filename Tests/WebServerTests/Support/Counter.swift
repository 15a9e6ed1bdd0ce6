import Glibc
import Synchronization

/// A number that many tasks may raise.
final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
}

/// What a slow client does between two bytes.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
