using System.Globalization;
using System.Text;
using PublicServices.Finance;

namespace PublicServices.Tests.Bench.Reconcile;

/// <summary>
/// Makes up a bank's statement and what it should show: 88 in 100 lines carry the reference, in a column or in the memo, and the rest is
/// what offices complain of. The same seed makes the same day.
/// </summary>
internal sealed class StatementDay(int seed)
{
    public static readonly StatementSource Source = StatementSource.Bank("vcb-0011");

    public static readonly ColumnMapping Mapping = new(Source, ["Ngày", "Số GD", "Ghi có", "Ghi nợ", "Số dư", "Nội dung"], "Ngày", "dd/MM/yyyy")
    {
        Credit = "Ghi có",
        Debit = "Ghi nợ",
        Balance = "Số dư",
        Reference = "Số GD",
        Memo = "Nội dung",
        TotalLabel = "Tổng cộng",
    };

    private static readonly string[] Families = ["NGUYEN", "TRAN", "LE", "PHAM", "HOANG", "VU", "DANG", "BUI", "DO", "NGO"];
    private static readonly string[] Middles = ["VAN", "THI", "MINH", "NGOC", "DUC", "HONG", "QUANG", "THU"];
    private static readonly string[] Given = ["AN", "BINH", "CHI", "DUNG", "GIANG", "HA", "HUNG", "LAN", "LINH", "MAI", "NAM", "PHUC", "QUAN", "SON", "TRANG", "VY"];
    private static readonly string[] Noise = ["CK", "NOP TIEN", "thanh toan hoc phi", "CHUYEN KHOAN QUA NAPAS", "ck nhanh 24/7", "HOC PHI THANG 11"];
    private static readonly long[] Fees = [45_000, 150_000, 350_000, 1_200_000, 2_000_000, 4_500_000];
    private static readonly DateOnly Day = new(2026, 11, 23);

    private readonly Random _random = new(seed);
    private readonly List<int> _truth = [];
    private long _credits;
    private long _debits;

    /// <returns>What is expected, and for each line the entry it is for; -1 for nobody's.</returns>
    public (MatchEntry[] Expected, int[] Truth) Make(int count, string path)
    {
        var expected = new MatchEntry[count];
        for (var i = 0; i < count; i++) expected[i] = Entry(i);
        using var file = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        file.Write("Ngày,Số GD,Ghi có,Ghi nợ,Số dư,Nội dung\n");
        for (var i = 0; i < count && _truth.Count < count; i++) WriteFor(file, expected, ref i);
        while (_truth.Count < count) Line(file, -1, Fees[_random.Next(Fees.Length)] + 777, Day, Name() + " gui");
        file.Write(string.Create(CultureInfo.InvariantCulture, $"Tổng cộng,,{_credits},{_debits},,\n"));
        return (expected, [.. _truth]);
    }

    private MatchEntry Entry(int i)
    {
        // Most fees are one of a few sums; tuition of a month is anything.
        var amount = _random.Next(10) < 7 ? Fees[_random.Next(Fees.Length)] : _random.Next(200, 9_000) * 1_000L;
        var code = string.Create(CultureInfo.InvariantCulture, $"HP{i % 97:D2}{i:D8}");
        return new MatchEntry(code, string.Create(CultureInfo.InvariantCulture, $"pay-{(uint)((i + 1) * 2_654_435_761):x8}{i:x6}.1"), $"{Name()} PH{_random.Next(int.MaxValue):D10}", amount, Day.DayNumber - _random.Next(3));
    }

    private void WriteFor(StreamWriter file, MatchEntry[] expected, ref int i)
    {
        var entry = expected[i];
        var late = Day.AddDays(_random.Next(2));
        switch (_random.Next(1_000))
        {
            case < 600:
                Line(file, i, entry.Amount, Day, $"{entry.Reference} {Pick(Noise)}");
                break;
            case < 800:
                Line(file, i, entry.Amount, late, $"{Pick(Noise)} {entry.Order.Replace("-", "", StringComparison.Ordinal).Replace(".", " ", StringComparison.Ordinal).ToUpperInvariant()} ref{_random.Next(99999)}");
                break;
            case < 880:
                // The bank broke the code in two.
                Line(file, i, entry.Amount, late, $"{Pick(Noise)} {entry.Reference[..6]} {entry.Reference[6..]}");
                break;
            case < 920:
                // No reference; name and pupil's number are there, with noise between.
                Line(file, i, entry.Amount, late, $"{Pick(Noise)} {entry.Text.Replace(" PH", " hs lop 6A PH", StringComparison.Ordinal)}");
                break;
            case < 940:
                // A name alone.
                Line(file, i, entry.Amount, late, $"{entry.Text.Split(" PH")[0]} {Pick(Noise)}");
                break;
            case < 955:
                // Nothing at all: must be left to a person.
                Line(file, i, entry.Amount, late, Pick(Noise));
                break;
            case < 965:
                // Another code than anybody's, one digit from the next one's.
                Line(file, i, entry.Amount, late, $"{Pick(Noise)} HP9999{i:D6}");
                break;
            case < 975:
                var part = entry.Amount / 3;
                Line(file, i, part, Day, $"{entry.Reference} dot 1");
                Line(file, i, entry.Amount - part, late, $"{entry.Reference} dot 2");
                break;
            case < 982:
                var half = (entry.Amount / 2) + 1;
                Line(file, i, half, Day, $"{entry.Text} lan 1");
                Line(file, i, entry.Amount - half, late, $"{entry.Text} lan 2");
                break;
            case < 990 when i + 1 < expected.Length:
                // One transfer for two children.
                Line(file, i, entry.Amount + expected[i + 1].Amount, Day, $"{entry.Reference} va {expected[i + 1].Reference}");
                i++;
                break;
            case < 994:
                Line(file, i, entry.Amount + 1_000, Day, $"{entry.Reference} {Pick(Noise)}");
                break;
            case < 997:
                // Paid twice.
                Line(file, i, entry.Amount, Day, $"{entry.Reference} {Pick(Noise)}");
                Line(file, i, entry.Amount, late, $"{entry.Reference} {Pick(Noise)}");
                break;
            case < 998:
                Line(file, -1, -11_000, Day, "PHI CHUYEN TIEN");
                break;
            default:
                // Expected and never came.
                break;
        }
    }

    private void Line(StreamWriter file, int truth, long amount, DateOnly day, string memo)
    {
        _truth.Add(truth);
        if (amount > 0) _credits += amount;
        else _debits -= amount;
        var (credit, debit) = amount > 0 ? ($"{amount}", "") : ("", $"{-amount}");
        file.Write(string.Create(CultureInfo.InvariantCulture, $"{day:dd/MM/yyyy},FT26{_truth.Count:D9},{credit},{debit},{1_000_000 + _credits - _debits},{memo}\n"));
    }

    private string Name() => $"{Pick(Families)} {Pick(Middles)} {Pick(Given)}";

    private string Pick(string[] words) => words[_random.Next(words.Length)];
}
