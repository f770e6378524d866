import Foundation

/// Dates as the tables write them: `2026-11-21T18:23:36.123Z`, UTC, to the millisecond.
public enum Timestamp {
    /// Text of a date of the years 1 to 9999; sorts as the dates do.
    public static func text(_ date: Date) -> String {
        let milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded())
        let (days, inDay) = milliseconds.quotientAndFloor(by: 86_400_000)
        let (year, month, day) = civil(days)
        let seconds = inDay / 1000
        return [
            padded(year, 4), "-", padded(month, 2), "-", padded(day, 2), "T",
            padded(seconds / 3600, 2), ":", padded(seconds / 60 % 60, 2), ":",
            padded(seconds % 60, 2), ".", padded(inDay % 1000, 3), "Z",
        ].joined()
    }

    /// Reads what `text` writes, with or without the milliseconds; nil for anything else.
    public static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z") else {
            return nil
        }
        let marks: [(Int, Character)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
        guard marks.allSatisfy({ bytes[$0.0] == $0.1.asciiValue }) else { return nil }
        guard bytes.count == 20 || bytes[19] == UInt8(ascii: ".") else { return nil }
        let places = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19]
        let numbers = places.compactMap { number(bytes[$0]) }
        guard numbers.count == 6, let fraction = bytes.count == 20 ? 0 : number(bytes[20..<23])
        else { return nil }
        let (hour, minute, second) = (numbers[3], numbers[4], numbers[5])
        let days = daysSince1970(numbers[0], numbers[1], numbers[2])
        guard civil(days) == (numbers[0], numbers[1], numbers[2]), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        return Date(timeIntervalSince1970: Double(seconds * 1000 + fraction) / 1000)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(Optional(0)) { sum, byte in
            guard let sum, (0x30...0x39).contains(byte) else { return nil }
            return sum * 10 + Int(byte - 0x30)
        }
    }

    /// Gregorian date of a day number, counting years from March so that the leap day is last.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, inEra) = (days + 719_468).quotientAndFloor(by: 146_097)
        let yearOfEra = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
        let dayOfYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).quotientAndFloor(by: 400)
        let shifted = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * shifted + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }
}

extension Int {
    /// Quotient rounded down and the remainder, which is never negative.
    fileprivate func quotientAndFloor(by divisor: Int) -> (Int, Int) {
        let quotient = self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
        return (quotient, self - quotient * divisor)
    }
}
