using PublicServices.Kernel;
using PublicServices.Notices;

namespace PublicServices.Tests.Unit.Notices;

public sealed class NoticeWakeTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 21, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(NoticeStatus.Waiting, 1)]
    [InlineData(NoticeStatus.Sent, 0)]
    [InlineData(NoticeStatus.Failed, 0)]
    [InlineData(NoticeStatus.Expired, 0)]
    public void Notice_IsDueAgainOnlyWhileItWaits(NoticeStatus status, int messages)
    {
        var notice = new Notice(3, "letter", "exam-submitted", status, Start) { Attempts = 2 };

        var woken = NoticeWake.Of(new Loaded<Notice>(new("ntc-reg-1.fee"), 5, notice), Start.AddDays(1)).ToList();

        woken.Should().HaveCount(messages);
        foreach (var outgoing in woken)
        {
            NoticeMessages.NoticeDue.Read(outgoing.Message).Version.Should().Be(3);
            outgoing.NotBefore.Should().Be(Start + Postman.PauseAfter(2));
        }
    }
}
