using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PublicServices.Infra.Webhooks;
using PublicServices.Kernel;
using PublicServices.Portal;

namespace PublicServices.Tests.Adapters.Webhooks;

public sealed class HttpWebhookSenderTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 21, 3, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Now);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Webhook_CarriesHeadersAndBodyByteForByte()
    {
        await using var receiver = await Receiver.StartAsync();
        using var sender = Sender();

        var answer = await sender.SendAsync(Post(receiver.Url), Token);

        answer.Should().Be(new WebhookAnswer(200));
        var received = receiver.Requests.Should().ContainSingle().Subject;
        received.Body.Should().Be("{\"tên\":\"Ân\"}");
        received.Headers["webhook-id"].Should().Be("evt_1");
        received.Headers["webhook-timestamp"].Should().Be("1789959600");
        received.Headers["webhook-signature"].Should().Be("v1,abc v1,def");
        received.Headers["content-type"].Should().Be("application/json; charset=utf-8");
        received.Headers.Should().NotContainKey("cookie").And.NotContainKey("traceparent");
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(410)]
    [InlineData(500)]
    public async Task Send_AnyStatus_IsReported(int status)
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var sender = Sender();
        (await sender.SendAsync(Post(receiver.Url), Token)).Status.Should().Be(status);
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        await using var target = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.Redirect(target.Url.ToString());
            return Task.CompletedTask;
        });
        using var sender = Sender();

        var answer = await sender.SendAsync(Post(receiver.Url), Token);

        (answer.Status, answer.IsDelivered).Should().Be((302, false));
        target.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    [InlineData("DATE", 90)]
    [InlineData("PAST", null)]
    public async Task Send_RetryAfter_IsReadAsSecondsOrAsADate(string header, int? seconds)
    {
        header = header switch
        {
            "DATE" => Now.AddSeconds(90).ToString("R", CultureInfo.InvariantCulture),
            "PAST" => Now.AddDays(-1).ToString("R", CultureInfo.InvariantCulture),
            _ => header,
        };
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });
        using var sender = Sender();
        (await sender.SendAsync(Post(receiver.Url), Token)).RetryAfter.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Fact]
    public async Task Send_NoAnswerInTime_IsATimeout()
    {
        var arrived = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var sender = Sender();

        var sending = sender.SendAsync(Post(receiver.Url), Token);
        await arrived.Task;
        _clock.Advance(TimeSpan.FromSeconds(15));

        (await sending).Should().Be(new WebhookAnswer(0, "timeout"));
    }

    /// <summary>To a slow receiver: the time of an attempt is the receiver's, not a queue's.</summary>
    [Fact]
    public async Task Send_AsManyAtOnceAsSessions_AllReachTheReceiver()
    {
        var arrived = 0;
        var all = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(async _ =>
        {
            if (Interlocked.Increment(ref arrived) == Subscription.DefaultConcurrency) all.SetResult();
            await all.Task;
        });
        using var sender = Sender();

        var sent = Enumerable.Range(0, Subscription.DefaultConcurrency).Select(_ => sender.SendAsync(Post(receiver.Url), Token).AsTask());

        (await Task.WhenAll(sent).WaitAsync(TimeSpan.FromMinutes(1), Token)).Should().AllBeEquivalentTo(new WebhookAnswer(200));
    }

    [Fact]
    public async Task Send_WhenStopping_IsCancelledRatherThanFailed()
    {
        using var stopping = new CancellationTokenSource();
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            await stopping.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var sender = Sender();
        await FluentActions.Invoking(() => sender.SendAsync(Post(receiver.Url), stopping.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Send_NobodyListening_IsUnreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var sender = Sender();
        (await sender.SendAsync(Post(new Uri($"http://127.0.0.1:{port}/")), Token)).Should().Be(new WebhookAnswer(0, "unreachable"));
    }

    [Theory]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://localhost:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://2130706433:{0}/")]
    [InlineData("https://0x7f.1:{0}/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.0.0.5/")]
    [InlineData("https://0.0.0.0:{0}/")]
    public async Task Send_OutsideDevelopment_RefusesPrivateAddressesBeforeConnecting(string url)
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        using var sender = Sender(allowPrivate: false);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var answer = await sender.SendAsync(Post(new Uri(string.Format(CultureInfo.InvariantCulture, url, port))), Token);

        answer.Should().Be(new WebhookAnswer(0, "address-refused"));
        listener.Pending().Should().BeFalse();
    }

    [Fact]
    public async Task Send_OutsideDevelopment_RefusesPlainHttp()
    {
        await using var receiver = await Receiver.StartAsync();
        using var sender = Sender(allowPrivate: false);
        (await sender.SendAsync(Post(receiver.Url), Token)).Should().Be(new WebhookAnswer(0, "url-malformed"));
        receiver.Requests.Should().BeEmpty();
    }

    private HttpWebhookSender Sender(bool allowPrivate = true) =>
        new(new PortalOptions { Outbound = new PortalOutboundOptions { AllowPrivateAddresses = allowPrivate } }, _clock);

    private static WebhookPost Post(Uri url) => new(url, "evt_1", Now.ToUnixTimeSeconds(), "v1,abc v1,def", Encoding.UTF8.GetBytes("{\"tên\":\"Ân\"}"));
}
