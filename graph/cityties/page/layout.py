def layout(n, lines, focus=None, steps=None):
    from math import cos, sin, pi
    return [(round(1000*cos(2*pi*i/max(n,1)),1), round(1000*sin(2*pi*i/max(n,1)),1)) for i in range(n)]
