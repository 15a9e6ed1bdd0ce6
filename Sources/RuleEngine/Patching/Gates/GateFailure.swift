/// A guarantee that does not hold.
struct GateFailure: Error, Hashable {
    var gate: Gate
    /// In words for people, without the gate's name.
    var reason: String
}
