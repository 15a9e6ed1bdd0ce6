internal import Glibc

/// A mistake that tests of whole programs put in, to see that they would notice it.
///
/// In release builds none is ever there.
enum PlantedBug: String {
    /// After a lost answer a creation is sent again without a look at what came of it.
    case blindResend
    /// The branch is pushed over whatever it holds by then.
    case pushWithoutLease
    /// What was closed is not seen.
    case openOnly

    /// Whether the variable `CB_PLANT` of a debug build names it.
    var isPlanted: Bool {
        #if DEBUG
            getenv("CB_PLANT").map { String(cString: $0) == rawValue } ?? false
        #else
            false
        #endif
    }
}
