using PublicServices.Kernel;

namespace PublicServices.Notices;

/// <summary>The next attempt at a notice that waits, for a store that has its records and not the messages that were under way.</summary>
public static class NoticeWake
{
    public static IEnumerable<Outgoing> Of(Loaded<Notice> loaded, DateTimeOffset now)
    {
        if (loaded.State is not { Status: NoticeStatus.Waiting } notice) yield break;
        yield return new Outgoing(
            NoticeMessages.NoticeDue.WriteNamed($"{loaded.Id}.v{loaded.Version}.wake", loaded.Id, now, "wake", new NoticeDueV1(notice.Version)),
            notice.At + Postman.PauseAfter(notice.Attempts));
    }
}
