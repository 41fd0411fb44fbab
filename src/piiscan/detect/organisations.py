"""Tells whose an account on a hosting service is: an organisation's, a project's or a person's."""

from __future__ import annotations

import re

from piiscan.compiled import regex

#: Organisations and projects whose accounts stand in many repositories. Facts, written down from memory; a name that is
#: missing costs a note about an account that is nobody's, one too many a person's account.
_KNOWN = frozenset(
    (
        b"magicstack centerforopenscience gpg sarugaku basho prompt-toolkit kineticadb user-attachments compwa airspeed-velocity bears-r-us "
        b"pangeo-data zarr-developers python-attrs pre-commit tox-dev pycqa python-trio acme acme-corp acme-oss census-instrumentation websockets pkg joyent certible etesync alinto cartodb performancecopilot racksec mymarilyn "
        b"actions latchset whiskeysockets fsspec secureauthcorp 18f 1password 2ndquadrant ableton ace-editor activeadmin actix adafruit adobe aio-libs airbnb akaunting akka "
        b"algolia alibaba aliyun allenai alphagov alpinejs alpinelinux amazon amazonlinux amd amqp-node amzn anaconda android "
        b"androidx angular angular-ui ansible ansible-collections ansible-community ant-design anthropics apache "
        b"apache-cordova apache-incubator apache-spark apache-superset api-platform apigee apollo-elements apolloauto "
        b"apolloconfig apollographql appium apple appveyor arangodb archlinux ardour arduino ardupilot argoproj arm "
        b"artifactory asana asciidoctor aspnet asterisk astral-sh astropy atlassian audacity auth0 autodesk automattic "
        b"autowarefoundation avaloniaui aws aws-amplify aws-samples awslabs azure azure-samples azuread babel badges baidu "
        b"balena-io basecamp bazaarvoice bazelbuild bbc beancount bigcode-project bigcommerce binance bioconductor bitbucket "
        b"bitcoin bitwarden blender bokeh boostorg bootstrap bosh bottlepy braintree browserify buddypress bugsnag buildroot "
        b"bundler busybox bytedance cactus caddyserver callstack canonical carla-simulator carrierwaveuploader cassandra "
        b"catchorg cdnjs celery ceph cern cert-manager certbot cesiumgs chaijs chainsafe chakra-ui charmbracelet chartjs "
        b"checkstyle chromedevtools chromium cilium circleci circuitpython cisagov cisco cisofy citusdata clap-rs clever "
        b"clickhouse clojure cloudflare cloudfoundry cmake cncf cockroachdb codacy codecov codemirror codesandbox codewars "
        b"codota coinbase collectd collective-funds commercialhaskell commitizen composer conda conda-forge consensys "
        b"containerd containers contentful contiki-os conventional-changelog cookpad cordova coreboot coreos couchbase "
        b"coursera coveralls-clients crabgrass creativecommons cri-o crossbeam-rs crowdstrike crystal-lang cssnano csstools "
        b"cuckoosandbox cue-lang curl cyberagent cypress-io cyrusimap cython cz-nic d3 daangn dapr dart-lang dashlane "
        b"datacarpentry datadesk datadog datamade datastax dcloudio dcm4che debian deepmind deepset-ai definitelytyped "
        b"deliveryhero dena denoland dependabot dev-sec dgraph-io dhis2 diaspora didi diesel-rs digitalocean directus discord "
        b"distribution divio django django-cms django-compressor django-extensions django-guardian django-haystack "
        b"django-import-export django-ldapdb django-money django-oscar django-tastypie dlang dmlc docker docker-mailserver "
        b"docsifyjs doctrine docusaurus dolibarr dotnet dovecot dragonflybsd dragonflyoss dromara dropbox drupal duosecurity "
        b"dynatrace eclipse eclipse-mosquitto eclipse-paho eclipse-vertx edx eff ejabberd elastic elastic-security "
        b"elasticsearch electron elemefe element-hq element-plus elixir-ecto elixir-lang emacs-mirror ember-cli emberjs "
        b"emotion-js emqx encode enpass enterprisedb envoyproxy equinix erlang erpnext errorprone es-shims esl eslint "
        b"esm-bundler esphome espressif etcd-io ethereum etherpad evonove exercism exim exoscale explosion expo "
        b"expo-community expressjs f-droid facebook facebook-react facebookarchive facebookincubator facebookresearch fastapi "
        b"fasterxml fastify fastly fedora-infra fedoraproject ffmpeg fhir fido-alliance finagle financial-times firebase "
        b"fireeye firefly-iii flatiron flatpak fluent fluentassertions flutter fluxcd fmtlib follow-redirects forgejo "
        b"forgerock form-data formatjs formidablelabs foundation framasoft framework7io frappe freebsd freecad freecodecamp "
        b"freedesktop freedomofpress freeipa freertos freeswitch friendsofphp friendsofsymfony fsnotify ft funkwhale gatsbyjs "
        b"gerrit-review getnikola getpelican getredash getsentry getyourguide gevent gflags gimp-mirror gin-gonic git "
        b"git-for-windows git-lfs gitea gitgitgadget github githubtraining gitlab-org gitlabhq gitpod-io glitch globaleaks "
        b"gluster gluu gnome gnucash gnuradio go-chi go-gitea go-kit go-logr go-openapi go-playground go-redis go-sql-driver "
        b"go-yaml gocardless godotengine gogs goharbor gohugoio golang golang-jwt golang-migrate gomodule google google-cloud "
        b"googleads googleapis googlechrome googlechromelabs googlecloudplatform googlefonts googlei18n gorilla gradio-app "
        b"gradle grafana graphile graphite-project graphql graphql-python gravitee-io greenkeeperio groupby grpc "
        b"grpc-ecosystem gruntjs gsa guardian guardianproject gulpjs guzzle h5p hackclub hackmdio haiku handbrake hapijs "
        b"haproxy haraka hashicorp haskell haskell-servant hasura hatena heartcombo hellofresh helm heroku hetznercloud "
        b"hexojs hexojs-themes hibernate highcharts hivemq hl7 home-assistant home-assistant-libs homebrew homebridge "
        b"honeybadger-io horde hotwired http-party httpie httpswatch huawei huaweicloud hubot-scripts hubotio hubspot "
        b"huggingface hyperium hyperledger i18next ibm icinga idempiere ietf igniterealtime illumos imagemagick influxdata "
        b"inkscape insomnia inspect-js instructure intel intercom intuit invertase invoiceninja ionic-team ipython iredmail "
        b"istio itseez jaegertracing janestreet jazzband jenkinsci jestjs jetbrains jetbrains-research jfrog jhipster jitsi "
        b"joomla jquery jruby jsdelivr julialang junit-team jupyter jupyterhub jupyterlab k3s-io k8s kakao kamailio "
        b"karma-runner kaspersky kde keepachangelog keepassxc keepassxreboot keras-team keycloak khan kicad kite kitware "
        b"kiwicom klipper3d knative knex koajs kolab kong kotlin kraken kubernetes kubernetes-incubator kubernetes-sigs "
        b"kubevirt labstack laminas langchain-ai laravel lastpass latex3 leaflet ledger ledgerhq lektor lelylan lemmynet less "
        b"letsencrypt libevent libgdx libgit2 libressl libreswan libuv libvirt lightbend lightningnetwork lighttpd ligo line "
        b"lineageos linkedin linode linotp linphone linux-system-roles llvm lmms lodash logstash logstash-plugins longhorn "
        b"losant lostisland lsst lxc lxd lyft lz4 macports magento magit mailchimp mailcow mailgun mailhog mailru mailu "
        b"mandiant mapbox mariadb marlinfirmware masterminds mastodon material-components matomo-org matplotlib matrix-org "
        b"mattermost mautrix mediawiki mercari mercurial mesonbuild meta-llama metabase metallb metamask metasfresh "
        b"metasploit meteor metosin mezzanine micromatch micronaut-projects micropython microsoft microsoft-edge "
        b"microsoft-research minio ministryofjustice minix mirage mirth misp misskey-dev mitre mjmlio mkdocs mlh mobxjs moby "
        b"mochajs mockery mockito modoboa moment mongodb mongodb-js mono moodle mozilla mozilla-mobile mozilla-services "
        b"mpc-hc mpv-player mqtt mqttjs mrdoob-org mui mulesoft mumble-voip musescore mybatis mycroftai mydumper mysql n26 "
        b"nagios nagiosenterprises nasa native-instruments nativescript nativescript-vue nats-io naver nebula nelmio neo4j "
        b"neovim nervjs nestjs netbirdio netbsd netdata netflix netlify netty networktocode newrelic newsapps nextcloud nginx "
        b"nginxinc nhn nikola nim-lang ninenines ninja-build nitrokey nixos nlog nltk nmap noaa node-fetch node-red nodegit "
        b"nodejitsu nodejs nodemailer npm nsacyber numpy nunit nuxt nuxtlabs nvidia nytimes oauth2-proxy objectbox "
        b"observablehq obsproject oca ocaml ocsigen octokit octoprint octopusdeploy odoo offensive-security ofx ohif oisf "
        b"oklog okta ollama omniauth onelogin onsenui open-policy-agent open-telemetry openai openai-archive openapitools "
        b"openbmc openbravo openbsd opencast openclassrooms opencontainers opencv opendatakit openebs openedx openemr "
        b"opengoofy openhab openid openindiana openlayers openmrs openscad openscap openshift opensips opensmtpd openssh "
        b"openssl openstack openstreetmap opensuse opentofu opentracing openvpn openwrt openzeppelin openzipkin openziti "
        b"opsgenie optimalbits oracle orthanc osgeo osmocom ossf ostreedev otto-de oven-sh overleaf ovh owasp owncloud "
        b"packer-plugins packethost padlock pagerduty pallets pallets-eco pandas-dev pandoc parcel-bundler particle-iot "
        b"passbolt passport paypal peertube pelican percona perforce perl5-dbi pgbackrest pgbouncer phacility phaserjs "
        b"phoenixframework php php-fig phpmyadmin phpoffice phpseclib phpstan phpunit pingcap pingidentity pinterest "
        b"pivotal-cf piwik pixelfed pixijs pixiv plaid plataformatec playframework pleroma plone plotly pmndrs pnpm "
        b"podman-container-tools portswigger postalsys postcss postfixadmin postgis postgraphile postgres postgresql "
        b"postgrest postmanlabs postmarketos powershell preactjs prettier prisma pritunl privacyidea probot processone "
        b"projectcalico projectcontour projectdiscovery projectlombok prometheus propublica prosody protocolbuffers proxysql "
        b"prusa3d psf pulumi puma-org puppeteer puppetlabs purgecss px4 pyca pyinstaller pypa pypi pytest-dev python pytorch "
        b"qemu qgis qiniu qt quarkusio quasarframework quay questdb qutebrowser r-dbi r-lib rabbitmq racket radareorg rails "
        b"rakuten rancher rapid7 rare-technologies rasa-hq rasahq raspberrypi react-native-community react-navigation "
        b"reactivecircus reactivex reactjs reactnativecn reactos readthedocs realm redhat redhat-developer redis redis-py "
        b"redocly redux-saga reduxjs relay-tools remix-run renovatebot replit resin-io resque rest-client restic rethinkdb "
        b"reviewboard ring-clojure riot-os ripple riseupnet rkt rocketchat rollbar rollup rook ropensci ros ros-planning ros2 "
        b"roundcube rspatial rspec rstudio rtl-sdr rubocop ruby rubygems run-llama rust-lang rust-random rustcrypto "
        b"sakaiproject salesforce saltstack sanic-org sap sass sberbank sbt scala scaleway scikit-learn scipy scipy-lectures "
        b"scrapy scrutinizer-ci scylladb seata securedrop seleniumhq semantic-release sendgrid sendgrid-archive sensiolabs "
        b"sequelize serde-rs serilog serverless shadowsocks shields-io shopify shopify-archive sigmahq signalapp sigstore "
        b"sinatra skbkontur skypackjs slackapi slackhq slatedocs smart-on-fhir snapcore snipsco snort3 snowpackjs snyk "
        b"softethervpn software-carpentry software-mansion sogo solana-labs solidjs solidusio solokeys sonarsource sonatype "
        b"soundcloud sourcegraph sourcehut spacetelescope sparkfun sparksuite spdx sphinx-doc spinnaker splunk spotbugs "
        b"spotify spree spring-projects springload sqlalchemy square squid-cache squizlabs sssd stackblitz stackforge "
        b"stanfordnlp statsd stellar stoplightio storybookjs strapi streamlit stretchr stripe strongswan styled-components "
        b"stylelint stylus sublimehq sunpy supabase sveltejs svn swagger-api swaggo symfony sysown systemd tabnine tails "
        b"tailscale tailwindlabs tanstack tasmota tc39 teamspeak tektoncd telegramdesktop tencent tensorflow termux "
        b"terraform-aws-modules testing-library texstudio-org the-tcpdump-group theforeman thehive-project theodinproject "
        b"thephpleague thingsboard thingspeak thoughtbot tianocore tidyverse tigera tikv timescale tinkerbell tinkoff tinyerp "
        b"tokio-rs torch tornadoweb torproject toss traefik travis-ci trezor trivago trojan-gfw truffleruby trufflesuite "
        b"tryghost tryton tukaani-project twbs twilio twisted twitter twitter-archive tyktechnologies typeorm "
        b"typescript-eslint u-boot uber uber-archive uber-common uber-go ubports ubuntu ultimaker underscorejs "
        b"unity-technologies unoplatform unpkg upcloud urfave urllib3 usds usnistgov util-linux v2fly v2ray v8 vagrant "
        b"vant-ui vector-im vectordotdev vercel vernemq videolan vim virustotal vitejs vitess vitessio vitest-dev vkcom "
        b"vmware vmware-tanzu volatilityfoundation vscode vuejs vuejs-templates vuepress vuetifyjs vultr w3c wagtail "
        b"washingtonpost weaveworks web3 webdriverio webjars webkit webpack webpack-contrib wechaty whatwg whispersystems "
        b"wikimedia wireguard wireshark wix woocommerce wordpress wp-cli wso2 xamarin xen-project xiaomi xing xmppjs xtls "
        b"xunit xz-mirror yahoo yahoojapan yandex yandex-cloud yara yarnpkg yesodweb yoctoproject youzan yubico zabbix "
        b"zalando zalando-incubator zaproxy zeek zeit zendesk zendframework zephyrproject-rtos zeromq zerotier zigbee2mqtt "
        b"ziglang zimbra zlib-ng zopefoundation zulip "
    ).split()
)
#: What accounts of projects end or begin with: `nodejs`, `acme-labs`, `django-crispy-forms`.
_SHAPE = regex(
    rb"(?:js|py|lang|org|inc|io|hq|labs?|team|projects?|foundation|software|devs?|developers?|apps?|libs?|framework|community|oss|corp"
    rb"|tech|systems?|tools?|cloud|apis?|sdk|cli|sql|data|group|studios?|digital|solutions|research|security|infra|platform"
    rb"|collective|docs|plugins?|packages|contrib|server|client|soft|ware|works|media|online|mobile|games?|linux|http|php|mail|chat"
    rb"|bot|[-_](?:actions|ci|ui|db|net|web|wg|core|os|ai|rs|rb|go|ftp))$"
    rb"|^(?:the-?|open|team-?|project-?|lib|node-|py|go-|php-|ruby-|haskell-|django-|react-|vue-|angular-|apache|gnu|get)"
    rb"|labs|foundation|project|community|developers|ecosystem|university|institute|consult",
    re.IGNORECASE,
)
_SIGNS = regex(rb"[^a-z0-9]+")
_SUFFIX = regex(rb"(?:js|org|py|team|hq|io)$")


def is_organisation(account: bytes, repository: bytes = b"") -> bool:
    """Whether ``account`` reads like an organisation's or a project's, beside the name of one of its repositories:
    `celery/celery` and `mochajs/mocha` are projects' own."""
    if account.lower() in _KNOWN or _SHAPE.search(account):
        return True
    own = _SIGNS.sub(b"", account.lower())
    other = _SIGNS.sub(b"", repository.lower().removesuffix(b".git"))
    if not other or len(own) < 3:
        return False
    short = _SUFFIX.sub(b"", own)
    return (
        own in other
        or other in own
        or (len(short) > 3 and short in other)
        or (len(other) >= 5 and own[:5] == other[:5])
    )
