extension FleetStore {
    /// For how long jobs that are over are kept, in milliseconds: 90 days.
    private static let jobMemory: Int64 = 90 * 86_400_000

    /// Forgets what is too old to matter: deliveries after 30 days, jobs that are over after 90.
    ///
    /// The last job of a unit and every dead one stay. To be called now and then, such as each hour.
    ///
    /// - Returns: how many rows went.
    @discardableResult
    package func forget() throws -> Int64 {
        let now = clock.wall()
        return try write {
            try $0.forget(deliveriesBefore: now - Self.memory, jobsBefore: now - Self.jobMemory)
        }
    }
}
