/// Williams's balanced Latin square (1949): every label once in each row and column, every ordered
/// pair of different labels side by side equally often.
public enum WilliamsSquare {
    /// `count` rows where `count` is even, twice as many where it is odd (a single square cannot be
    /// balanced then); rows of `count` labels 0 ..< `count`.
    public static func rows(_ count: Int) -> [[Int]] {
        precondition(count > 0, "Williams square: no labels")
        // 0, 1, n−1, 2, n−2, …: the steps between neighbours are all different.
        let first = (0..<count).map { $0 % 2 == 1 ? ($0 + 1) / 2 : (count - $0 / 2) % count }
        let square = (0..<count).map { shift in first.map { ($0 + shift) % count } }
        return count % 2 == 0 ? square : square + square.map { $0.reversed() }
    }
}
