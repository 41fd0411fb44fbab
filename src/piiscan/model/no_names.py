"""Capitalised words that stand beside another one and make no name: `Intended Audience`, `Public License`.

Of 24,000 such pairs in the pieces that train the model (`runs/read.sh`), those words were taken that stand there seven times
or more, in no name, and in no list of names that Faker has; what only one program is called was left out by hand, and words
that begin sentences, days and months were put in.
"""

from __future__ import annotations

#: As the first of two words.
FIRST = frozenset(
    b"""
    A Accepting Access Accessory Account Action Active Add Additional Administrative Advanced Affero Akamai
    Algorithm All Allow Also Amazon American An And Ansible Any Apache App Apple Application Appropriate As At
    Attribute Attribution Australian Auth Authenticated Authentication Authorization Auto Azure Bad Bandwidth Base
    Based Basic Bearer Billing Brazilian Breaking British Bug Build Bump But By Call Canonical Central Certificate
    Change Chassis Check Cisco Claims Class Classic Clause Client Cloud Code Cognito Command Common Community
    Compact Compatible Computer Computing Configure Connect Connection Consumer Content Contributor Control
    Conveying Copyright Core Corresponding Country Coverage Covered Create Creating Creation Creative Current Custom
    Data Database Debian Default Derivative Deutscher Development Device Digest Django Do Docker Documentation Does
    Dolby Domain Double Download Dynamic Each Eastern Easy Eclipse Eiffel Either Enclosure End Entity Environment
    Error European Event Exception Expiration Extended External Facebook Features Fifth File Files Financial Find
    Firebase First Fix Fixed For Foreign Foundation Free Fri From Gateway General Generate Get Getting Github Given
    Global Google Group Handle Header Hello Here Home Host If Image Imported Improved In Inbound Information Initial
    Initialize Input Install Instance Intel Intended International Internet Invalid Is Issue It Jira Jobs Jupyter
    Keystore Larger Last Ledger Legacy Legal Lesser Let Library Licence Licenced License Licensed Limit Linux Load
    Local Login Lower Mail Make Managed Management Market Massachusetts Matrix Maximum Maybe Member Message Mexican
    Microsoft Migration Minimum Mobile Modified Mon Mozilla My Nagios National Native Natural Neither Network New
    Next No Northern Not Note Number Object On Online Only Open Operating Optional Or Order Original Other Our
    Package Packaging Parameter Parse Pass Password Patent Path Payment Phone Pixel Postal Printer Private Product
    Program Programming Project Protected Protocol Proxy Public Pull Puppet Python Qualified Query Quick Raises Raw
    React Reauthenticate Record Redistribution Redistributions Reference Refresh Registrant Registrar Registry
    Related Release Remote Report Reporting Request Require Requires Reset Resource Response Retrieve Return Returns
    Root Run Sample Samsung Sat Scottish Secondary Secret Secrets Secure Security See Send Seq Serial Server Service
    Session Set Setup Sign Signature Signing Simple Since Single Site Slack Slot So Software Some Source Southern
    Square Standard Statement Static Status Step String Stripe Subject Subscription Sun Support Supported System
    Systems Tech Technical Technology Telegram Test Testing Tests Text That The Then There These Third This Thu Time
    To Token Transaction Transform Tue Twisted Twitter Type United Unless Update Updated Upper Upstream Usage Use
    Using Value Version View Visual We Web Wed Western When While Windows With Yahoo You Your
    """.split()
)
#: As the second.
SECOND = frozenset(
    b"""
    Abuse Access Account Accounting Act Actuator Address Addresses Administration Administrator Administrators
    Algorithm Amazon Android Ansible Apache App Application Apr Archive Assistant Audience Aug Auth Authentication
    Authenticator Authorization Authors Automation Available Ave Avenue Awesome Azure Backend Base Before Bootstrap
    Browser Budget Buffer Build Builder Byte Cache Calendar Center Certificate Change Changelog Changes Chat Chatbot
    Chinese City Class Client Cloud Code Cognito Collective Color Command Commons Communications Community Component
    Compose Config Configuration Connect Connection Connections Content Context Contributors Control Controller
    Cookie Core Corporation Country Coverage Create Credentials Custom Daemon Dashboard Data Database Debian Dec
    Default Description Developers Development Device Digital Directory Discovery Discussions Distribution Django
    Docker Documentation Domain Downloads Dutch Email Encrypt Encryption Engine Engineering English Enterprise
    Entity Environment Error Europe Event Events Examples Exception Expiry Explorer Failed Fax Features Feb File
    Finance Firewall Fiscal Fixed Fixes Foundation Framework Free French Friday Function Gateway German Get Google
    Group Groups Guide Handling Hangouts Header Hello Help History Home Identifier Identity Implementation Inc
    Incoming Index Info Information Institute Interface International Internet Issues Italian Java Jul Jupyter Kafka
    Kerberos Keys Kubernetes Language Legal Length Level Liability Library License Linux Log Login Ltd Mail Makefile
    Management Manager Material Matrix Member Message Messages Metadata Method Methods Microsoft Mode Model Module
    Monday Multi National Native Network Networks Node Note Notebook Notes Nov Number Object Objects Open Options
    Organization Overflow Package Parameter Parkway Party Password Passwort Phone Platform Plug Plugin Plus Policy
    Portal Portuguese Postal Postgre Precision Privacy Processing Product Programming Project Projects Properties
    Protocol Provider Proxy Puppet Python Query Redis Regents Region Register Registrant Registration Registry
    Release Remote Report Reporting Reports Reproduce Request Requests Research Resource Resources Response Review
    Rights Root Runner Schema Science Search Secret Secure Security Send Sequence Serialization Service Services
    Session Set Settings Slack Software Source Spanish Standard Started State States Status Storage String Support
    System Systems Team Tech Technologies Technology Testing Tests Text Thursday Time Title Token Tokens Tools
    Tracker Transaction Transfer Type University Upstream Usage Use Users Value Variables Verification Version
    Versions View Wallet Warranty Web Webhook Windows With Works World You Zealand
    """.split()
)
