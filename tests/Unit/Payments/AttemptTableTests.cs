using PublicServices.Payments;
using static PublicServices.Payments.AttemptStatus;

namespace PublicServices.Tests.Unit.Payments;

public sealed class AttemptTableTests
{
    // Columns: Opened, Refused, Captured, CapturedAgain, CaptureChanged, StillPending, Failed, Cancelled, Expired, Unanswered.
    // "-" ignored, "!" forced, otherwise moved.
    private static readonly Dictionary<AttemptStatus, string> Expected = new()
    {
        [Opening] = "Open Failed Captured Captured Captured - Failed Cancelled Expired Unknown",
        [Open] = "- - Captured Captured Captured - Failed Cancelled Expired -",
        [Captured] = "- - - !Captured !Captured - !Captured !Captured !Captured -",
        [Failed] = "- - !Captured !Captured !Captured - - - - -",
        [Cancelled] = "- - !Captured !Captured !Captured - - - - -",
        [Expired] = "- - !Captured !Captured !Captured - - - - -",
        [Unknown] = "Open Failed Captured Captured Captured - Failed Cancelled Expired -",
    };

    public static TheoryData<AttemptStatus, AttemptEvent> Pairs()
    {
        var pairs = new TheoryData<AttemptStatus, AttemptEvent>();
        foreach (var status in Enum.GetValues<AttemptStatus>())
            foreach (var news in Enum.GetValues<AttemptEvent>()) pairs.Add(status, news);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_OfEveryPair_IsAsTheTableSays(AttemptStatus status, AttemptEvent news)
    {
        var cell = Expected[status].Split(' ')[(int)news];
        var expected = cell == "-"
            ? (Effect.Ignored, status)
            : (cell[0] == '!' ? Effect.Forced : Effect.Moved, Enum.Parse<AttemptStatus>(cell.TrimStart('!')));

        AttemptTable.Next(status, news).Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Next_FromCaptured_NeverLeavesCaptured(AttemptStatus status, AttemptEvent news)
    {
        if (status == Captured) AttemptTable.Next(status, news).To.Should().Be(Captured);
    }

    [Theory]
    [InlineData(Opening)]
    [InlineData(Open)]
    [InlineData(Unknown)]
    public void Next_WithoutAnAnswer_StaysLive(AttemptStatus status)
    {
        AttemptTable.Next(status, AttemptEvent.Unanswered).To.Should().BeOneOf(Opening, Open, Unknown);
    }
}
