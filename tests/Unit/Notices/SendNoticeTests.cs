using Microsoft.Extensions.Time.Testing;
using PublicServices.Contracts;
using PublicServices.Kernel;
using PublicServices.Notices;
using PublicServices.Tests.Unit.Support;

namespace PublicServices.Tests.Unit.Notices;

public sealed class SendNoticeTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 21, 3, 0, 0, TimeSpan.Zero);
    private static readonly RecordId Registration = new("reg-0001");
    private static readonly Dictionary<string, string> Values = new() { ["name"] = "NGUYỄN VĂN AN", ["dossierCode"] = "G22-1", ["session"] = "thpt-2027" };
    private readonly MemoryStore _store = new();
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly ScriptedChannel _email = new(NoticeChannelKind.Email);
    private readonly ScriptedChannel _sms = new(NoticeChannelKind.Sms);
    private readonly HashSet<string> _handled = [];
    private readonly IdSource _ids;
    private long _seed;

    public SendNoticeTests() => _ids = new IdSource(_clock, bytes => BitConverter.TryWriteBytes(bytes, ++_seed));

    [Fact]
    public async Task Request_WithBothAddresses_GoesByEmailOnceInOneCommit()
    {
        var asked = Request(1, "exam-submitted");
        await HandleAsync(asked);
        await HandleAsync(asked);

        var letter = _email.Letters.Should().ContainSingle().Subject;
        letter.Subject.Should().Be("Đã nhận phiếu đăng ký dự thi G22-1");
        letter.Text.Should().Contain("NGUYỄN VĂN AN").And.NotContain("Lệ phí:").And.NotContain("{").And.NotContain("?Hạn");
        letter.Id.Should().Be(asked.Id);
        _sms.Letters.Should().BeEmpty();
        var notice = await NoticeAsync();
        (notice.Status, notice.Channel, notice.Request).Should().Be((NoticeStatus.Sent, NoticeChannelKind.Email, null));
        (await _store.LoadAsync(new RecordId("ntc-reg-0001.registration"), CancellationToken.None))!.Version.Should().Be(1);
        _store.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Request_InEnglish_IsEnglish()
    {
        await HandleAsync(Request(1, "exam-confirmed", language: "en"));
        _email.Letters[0].Subject.Should().Be("Exam registration G22-1 confirmed");
    }

    [Fact]
    public async Task Request_PhoneOnly_GoesBySms()
    {
        await HandleAsync(Request(1, "exam-submitted", email: null));
        _sms.Letters.Should().ContainSingle().Which.To.Should().Be("0912345678");
    }

    [Fact]
    public async Task Request_OlderThanTheNewest_IsNotSent()
    {
        await HandleAsync(Request(5, "exam-confirmed"));
        await HandleAsync(Request(4, "exam-submitted"));
        _email.Letters.Should().ContainSingle();
    }

    [Fact]
    public async Task Request_OfAnotherTopic_IsSentAsWell()
    {
        await HandleAsync(Request(5, "exam-confirmed"));
        await HandleAsync(Request(4, "fee-paid", topic: "fee"));
        _email.Letters.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(0, NoticeStatus.Expired)]
    [InlineData(1, NoticeStatus.Sent)]
    public async Task Request_AroundItsExpiry_DecidesByTheInstant(int secondsLeft, NoticeStatus expected)
    {
        await HandleAsync(Request(1, "exam-submitted", expiresAt: Start.AddSeconds(secondsLeft)));
        (await NoticeAsync()).Status.Should().Be(expected);
        _email.Letters.Should().HaveCount(expected == NoticeStatus.Sent ? 1 : 0);
    }

    [Fact]
    public async Task TransientFailure_IsTriedAgainUnderTheSameIdAndThenForgotten()
    {
        _email.Answer(ChannelAnswer.TryLater("unreachable"), ChannelAnswer.TryLater("smtp-451"));
        await HandleAsync(Request(1, "exam-submitted"));
        (await NoticeAsync()).Status.Should().Be(NoticeStatus.Waiting);
        (await UnsentAsync()).Should().ContainSingle().Which.Reason.Should().Be("unreachable");

        await RunForAsync(TimeSpan.FromMinutes(10));

        _email.Letters.Should().HaveCount(3);
        _email.Letters.Select(letter => letter.Id).Distinct().Should().ContainSingle();
        var notice = await NoticeAsync();
        (notice.Status, notice.Attempts, notice.Request).Should().Be((NoticeStatus.Sent, 3, null));
        (await UnsentAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task WaitingNotice_OvertakenByANewerOne_IsNeverSent()
    {
        _email.Answer(ChannelAnswer.TryLater("unreachable"));
        await HandleAsync(Request(1, "exam-submitted"));
        await HandleAsync(Request(2, "exam-confirmed"));
        await RunForAsync(TimeSpan.FromDays(1));

        _email.Letters.Select(letter => letter.Subject).Should().Equal("Đã nhận phiếu đăng ký dự thi G22-1", "Phiếu đăng ký dự thi G22-1 đã được xác nhận");
        (await UnsentAsync()).Should().ContainSingle().Which.Reason.Should().Be("superseded");
    }

    [Fact]
    public async Task WaitingNotice_PastItsExpiry_IsGivenUp()
    {
        _email.Always = ChannelAnswer.TryLater("unreachable");
        await HandleAsync(Request(1, "exam-submitted", expiresAt: Start.AddHours(1)));
        await RunForAsync(TimeSpan.FromDays(1));

        var notice = await NoticeAsync();
        (notice.Status, notice.Request).Should().Be((NoticeStatus.Expired, null));
    }

    [Fact]
    public async Task TransientFailure_ForEver_EndsAfterTheNamedLimit()
    {
        _email.Always = ChannelAnswer.TryLater("unreachable");
        await HandleAsync(Request(1, "exam-submitted", phone: null, expiresAt: Start.AddDays(90)));
        await RunForAsync(TimeSpan.FromDays(80));

        _email.Letters.Should().HaveCount(Postman.MaxAttempts);
        (await NoticeAsync()).Status.Should().Be(NoticeStatus.Failed);
    }

    [Fact]
    public async Task PermanentFailure_FallsBackToTheOtherChannel()
    {
        _email.Answer(ChannelAnswer.Refused("smtp-550"));
        await HandleAsync(Request(1, "exam-submitted"));
        _sms.Letters.Should().ContainSingle();
        (await NoticeAsync()).Channel.Should().Be(NoticeChannelKind.Sms);
    }

    [Fact]
    public async Task PermanentFailure_WithoutAnotherChannel_IsVisibleWithItsReason()
    {
        _email.Answer(ChannelAnswer.Refused("smtp-550"));
        await HandleAsync(Request(1, "exam-submitted", phone: null));

        var unsent = (await UnsentAsync()).Should().ContainSingle().Subject;
        (unsent.Status, unsent.Reason).Should().Be((NoticeStatus.Failed, "smtp-550"));
    }

    [Fact]
    public async Task Request_WithoutAnyAddress_FailsVisibly()
    {
        await HandleAsync(Request(1, "exam-submitted", email: null, phone: " "));
        (await UnsentAsync()).Should().ContainSingle().Which.Reason.Should().Be("no-channel");
    }

    [Theory]
    [InlineData("exam-eaten", "registration", "notice-template-unknown")]
    [InlineData("window-extended", "registration", "notice-value-missing")]
    [InlineData("exam-submitted", "Không", "notice-topic-malformed")]
    public async Task Request_ThatCanNeverBeSent_IsParked(string template, string topic, string reason)
    {
        var failure = await FluentActions.Invoking(() => HandleAsync(Request(1, template, topic: topic)).AsTask())
            .Should().ThrowAsync<PermanentFailureException>();
        failure.Which.Reason.Should().Be(reason);
        _email.Letters.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Role.Family)]
    [InlineData(Role.School)]
    [InlineData(Role.Partner)]
    public async Task Unsent_IsForOperators(Role role) =>
        (await new ListUnsentNotices(_store).HandleAsync(Start.VietnamDate(), null, new Caller("x", role, "X"), CancellationToken.None))
            .Problem.Should().Be(KernelProblems.Forbidden);

    private Message Request(
        long version,
        string template,
        string topic = "registration",
        string language = "vi",
        string? email = "an@example.vn",
        string? phone = "0912345678",
        DateTimeOffset? expiresAt = null) => NoticeContracts.NoticeRequested.Write(
            _ids.Next(),
            Registration,
            _clock.GetUtcNow(),
            "corr",
            new NoticeRequestedV1(topic, version, template, language, email, phone, Values, expiresAt ?? Start.AddDays(3)));

    private async ValueTask HandleAsync(Message message)
    {
        var send = new SendNotice(_store, new Postman([_sms, _email], _clock), _ids);
        var context = new MessageContext(message, new Cause("notices", message.Id), 1);
        if (message.Type == NoticeContracts.NoticeRequested.Type)
            await send.HandleAsync(NoticeContracts.NoticeRequested.Read(message), context, CancellationToken.None);
        else if (message.Type == NoticeMessages.NoticeDue.Type)
            await send.HandleAsync(NoticeMessages.NoticeDue.Read(message), context, CancellationToken.None);
        else
            await _store.ApplyAsync([.. ListUnsentNotices.Project(NoticeMessages.NoticeUnsent.Read(message))], CancellationToken.None);
    }

    private async Task RunForAsync(TimeSpan time)
    {
        var end = _clock.GetUtcNow() + time;
        while (_store.Sent.Where(sent => !_handled.Contains(sent.Message.Id) && !(sent.NotBefore > end))
            .OrderBy(sent => sent.NotBefore ?? DateTimeOffset.MinValue).FirstOrDefault() is { Message: { } message } next)
        {
            _handled.Add(message.Id);
            if (next.NotBefore > _clock.GetUtcNow()) _clock.SetUtcNow(next.NotBefore.Value);
            await HandleAsync(message);
        }

        _clock.SetUtcNow(end);
    }

    private async Task<Notice> NoticeAsync() =>
        (await new Records<Notice>(_store, () => NoticesJson.Default.Notice).LoadAsync(new RecordId("ntc-reg-0001.registration"), CancellationToken.None)).State!;

    private async Task<IReadOnlyList<NoticeUnsentV1>> UnsentAsync()
    {
        await RunForAsync(TimeSpan.Zero);
        return (await new ListUnsentNotices(_store).HandleAsync(
            Start.VietnamDate(), null, new Caller("ops", Role.Operator, "Ops"), CancellationToken.None)).Value.Notices;
    }

    private sealed class ScriptedChannel(NoticeChannelKind kind) : INoticeChannel
    {
        private readonly Queue<ChannelAnswer> _answers = [];

        public NoticeChannelKind Kind => kind;

        public ChannelAnswer? Always { get; set; }

        public List<NoticeLetter> Letters { get; } = [];

        public void Answer(params ReadOnlySpan<ChannelAnswer> answers)
        {
            foreach (var answer in answers) _answers.Enqueue(answer);
        }

        public ValueTask<ChannelAnswer> SendAsync(NoticeLetter letter, CancellationToken cancellationToken)
        {
            Letters.Add(letter);
            return ValueTask.FromResult(_answers.TryDequeue(out var answer) ? answer : Always ?? ChannelAnswer.Sent);
        }
    }
}
